import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeAnswer, reasonIn } from '../../src/backend/answer-reason.ts';

test.each([
  ['plain text', 'out of order\n', 'out of order'],
  ['google.rpc.Status', '{"code":3,"message":"invalid scope","details":[]}', 'invalid scope'],
  ['an error of Prometheus', '{"status":"error","errorType":"bad_data","error":"out of bounds"}', 'out of bounds'],
  ['errors of Datadog', '{"errors":["Forbidden","Check the key"]}', 'Forbidden, Check the key'],
  ['an error inside another', '{"error":{"code":401,"message":"invalid scope"}}', 'invalid scope'],
  ['RFC 9457', '{"type":"about:blank","title":"Bad","detail":"receiver not enabled"}', 'receiver not enabled'],
  ['AWS in JSON', '{"__type":"com.aws#ValidationError","Message":"too old"}', 'too old'],
  [
    'AWS in XML',
    '<ErrorResponse><Error><Code>X</Code><Message>too &lt;old&gt;</Message></Error></ErrorResponse>',
    'too <old>',
  ],
  ['an HTML page', '<!doctype html><html><head><title>Sign in</title></head><body>…</body></html>', 'Sign in'],
  ['an HTML fragment', '<p>Not <b>here</b></p>', 'Not here'],
  ['JSON that broke off', '{"message":"out of', '{"message":"out of'],
  ['JSON without an explanation', '{"ok":1}', ''],
])('finds the explanation in %s', (_, body, reason) => {
  expect(reasonIn(body).replace(/\s+/g, ' ').trim()).toBe(reason);
});

test('reads any body without throwing', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => typeof reasonIn(body) === 'string'));
  expect(reasonIn('['.repeat(60_000))).toBeTypeOf('string');
  expect(reasonIn('<'.repeat(60_000))).toBeTypeOf('string');
  expect(reasonIn('&#9999999;<b>')).toBeTypeOf('string');
});

test('an answer is described by its status and its explanation', () => {
  expect(describeAnswer('the receiver', { status: 400 }, 'out of\norder')).toBe(
    'the receiver answered 400 (out of order)',
  );
  expect(describeAnswer('the receiver', { status: 400 }, '')).toBe('the receiver answered 400');
  expect(describeAnswer('the receiver', { status: 401 }, 'no glc_123456789', ['Bearer glc_123456789'])).toBe(
    'the receiver answered 401 (no ***)',
  );
});

test('a redirect names its target, without what may be secret', () => {
  const location = 'https://user:pass@host.example/login?session=abc#token';
  expect(describeAnswer('the receiver', { status: 302, location }, '')).toBe(
    'the receiver answered 302, a redirect to "https://***@host.example/login"',
  );
  expect(describeAnswer('the receiver', { status: 200, location }, '')).toBe('the receiver answered 200');
});
