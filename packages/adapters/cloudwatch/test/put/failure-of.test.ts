import { expect, test } from 'vitest';
import { failureOf } from '../../src/put/failure-of.ts';

function answered(status: number, name: string, attempts = 1): object {
  return Object.assign(new Error('why'), { name, $metadata: { httpStatusCode: status, attempts } });
}

function failed(code: string, name = 'Error', attempts = 1): object {
  return Object.assign(new Error('why'), { code, name, $metadata: { attempts } });
}

test.each([
  ['throttling', answered(400, 'ThrottlingException'), 'merge'],
  ['throttling by its old name', answered(400, 'Throttling'), 'merge'],
  ['too many requests', answered(429, 'TooManyRequestsException'), 'merge'],
  ['an internal failure', answered(500, 'InternalFailure'), 'repeat'],
  ['a service that is not available', answered(503, 'ServiceUnavailable'), 'merge'],
  ['a gateway, behind which it may be stored', answered(504, 'Unknown'), 'repeat'],
  ['an expired token, which is renewed', answered(400, 'ExpiredTokenException'), 'merge'],
  ['a parameter that is not allowed', answered(400, 'InvalidParameterValueException'), 'drop'],
  ['wrong credentials', answered(403, 'InvalidClientTokenId'), 'drop'],
  ['too large a request', answered(413, 'RequestEntityTooLarge'), 'drop'],
  ['no connection', failed('ECONNREFUSED'), 'merge'],
  ['no such host', failed('ENOTFOUND'), 'merge'],
  ['no credentials', failed('', 'CredentialsProviderError'), 'merge'],
  ['no region', new Error('Region is missing'), 'merge'],
  ['a connection that broke off', failed('ECONNRESET'), 'repeat'],
  ['throttling after another attempt', answered(400, 'ThrottlingException', 2), 'repeat'],
  ['no connection after another attempt', failed('ECONNREFUSED', 'Error', 2), 'repeat'],
  ['something that is no error', undefined, 'repeat'],
])('%s', (_, error, next) => {
  expect(failureOf(error)).toMatchObject({ delivered: false, next });
});

test('credentials that AWS refuses with 400 count as those it refuses with 403: nothing else would be taken either', () => {
  expect(failureOf(answered(400, 'UnrecognizedClientException'))).toMatchObject({ status: 403, next: 'drop' });
});

test('what AWS says of a signature is shown without the headers that were signed', () => {
  const message =
    "The request signature we calculated does not match.\n\nThe Canonical String should have been\n'POST\n/\n\nx-amz-security-token:hunter2'";
  const error = Object.assign(new Error(message), {
    name: 'SignatureDoesNotMatch',
    $metadata: { httpStatusCode: 403, attempts: 1 },
  });

  const { reason } = failureOf(error);
  expect(reason).toBe(
    'CloudWatch answered 403 SignatureDoesNotMatch (The request signature we calculated does not match.)',
  );
});

test('a command that was to give credentials is not shown', () => {
  const error = Object.assign(new Error('Command failed: /bin/vault --token hunter2\nno such token hunter2'), {
    name: 'CredentialsProviderError',
  });

  expect(failureOf(error)).toMatchObject({ reason: 'the command that has the credentials failed', next: 'merge' });
});
