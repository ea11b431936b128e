import { expect, test } from 'vitest';
import { failureOf } from '../../src/put/failure-of.ts';

function answered(status: number, name: string, attempts = 1): object {
  return Object.assign(new Error('why'), { name, $metadata: { httpStatusCode: status, attempts } });
}

function failed(code: string, name = 'Error', attempts = 1): object {
  return Object.assign(new Error('why'), { code, name, $metadata: { attempts } });
}

test.each([
  ['throttling', answered(400, 'ThrottlingException'), 'next-export'],
  ['throttling by its old name', answered(400, 'Throttling'), 'next-export'],
  ['too many requests', answered(429, 'TooManyRequestsException'), 'next-export'],
  ['an internal failure', answered(500, 'InternalFailure'), 'resend'],
  ['a service that is not available', answered(503, 'ServiceUnavailable'), 'next-export'],
  ['a gateway, behind which it may be stored', answered(504, 'Unknown'), 'resend'],
  ['an expired token, which is renewed', answered(400, 'ExpiredTokenException'), 'next-export'],
  ['a parameter that is not allowed', answered(400, 'InvalidParameterValueException'), 'never'],
  ['wrong credentials', answered(403, 'InvalidClientTokenId'), 'never'],
  ['too large a request', answered(413, 'RequestEntityTooLarge'), 'never'],
  ['no connection', failed('ECONNREFUSED'), 'next-export'],
  ['no such host', failed('ENOTFOUND'), 'next-export'],
  ['no credentials', failed('', 'CredentialsProviderError'), 'next-export'],
  ['no region', new Error('Region is missing'), 'next-export'],
  ['a connection that broke off', failed('ECONNRESET'), 'resend'],
  ['throttling after another attempt', answered(400, 'ThrottlingException', 2), 'resend'],
  ['no connection after another attempt', failed('ECONNREFUSED', 'Error', 2), 'resend'],
  ['something that is no error', undefined, 'resend'],
])('%s', (_, error, retry) => {
  expect(failureOf(error)).toMatchObject({ delivered: false, retry });
});

test('credentials that AWS refuses with 400 count as those it refuses with 403: nothing else would be taken either', () => {
  expect(failureOf(answered(400, 'UnrecognizedClientException'))).toMatchObject({ status: 403, retry: 'never' });
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

  expect(failureOf(error)).toMatchObject({ reason: 'the credential command failed', retry: 'next-export' });
});
