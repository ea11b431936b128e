import { expect, test } from 'vitest';
import { describeFailure } from '../../src/put/describe-failure.ts';

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
  ['a connection that broke', failed('ECONNRESET'), 'resend'],
  ['throttling after another attempt', answered(400, 'ThrottlingException', 2), 'resend'],
  ['no connection after another attempt', failed('ECONNREFUSED', 'Error', 2), 'resend'],
  ['a value that is not an error', undefined, 'resend'],
])('%s', (_, error, retry) => {
  expect(describeFailure(error)).toMatchObject({ delivered: false, retry });
});

test('credentials that AWS rejects with 400 are treated as with 403, because it would reject everything else too', () => {
  expect(describeFailure(answered(400, 'UnrecognizedClientException'))).toMatchObject({ status: 403, retry: 'never' });
});

test('a signature mismatch is reported without the signed headers', () => {
  const message =
    "The request signature we calculated does not match.\n\nThe Canonical String should have been\n'POST\n/\n\nx-amz-security-token:hunter2'";
  const error = Object.assign(new Error(message), {
    name: 'SignatureDoesNotMatch',
    $metadata: { httpStatusCode: 403, attempts: 1 },
  });

  const { reason } = describeFailure(error);
  expect(reason).toBe(
    'CloudWatch answered 403 SignatureDoesNotMatch (The request signature we calculated does not match.)',
  );
});

test('the command of a credential process is not shown', () => {
  const error = Object.assign(new Error('Command failed: /bin/vault --token hunter2\nno such token hunter2'), {
    name: 'CredentialsProviderError',
  });

  expect(describeFailure(error)).toMatchObject({ reason: 'the credential command failed', retry: 'next-export' });
});
