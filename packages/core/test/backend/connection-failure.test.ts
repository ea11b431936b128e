import { expect, test } from 'vitest';
import { readConnectionFailure, suggestForConnection } from '../../src/backend/connection-failure.ts';

const failed = (code: string, message = 'it failed') => Object.assign(new Error(message), { code });
const suggest = (code: string, message?: string) =>
  suggestForConnection(readConnectionFailure(failed(code, message)), '"endpoint"');

test('the cause of fetch is the error that matters', () => {
  const error = new TypeError('fetch failed', {
    cause: Object.assign(failed('ECONNREFUSED', ''), { syscall: 'connect' }),
  });
  expect(readConnectionFailure(error)).toEqual({ code: 'ECONNREFUSED', reason: 'ECONNREFUSED', syscall: 'connect' });
  expect(readConnectionFailure('no error')).toMatchObject({ reason: 'no answer came' });
});

test('an error of OpenSSL is shown without addresses and sources', () => {
  const message =
    'write EPROTO 00D2:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/ssl3.c:355:\n';
  expect(readConnectionFailure(failed('EPROTO', message)).reason).toBe('EPROTO (wrong version number)');
});

test.each(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'])(
  '%s says that the receiver does not speak TLS',
  (code) => expect(suggest(code)).toMatch(/^write http instead of https in "endpoint"/),
);

test('a TLS alert is not a plain port', () => {
  expect(suggest('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version')).toMatch(/TLS versions/);
});

test.each(['HPE_INVALID_CONSTANT', 'HPE_INVALID_VERSION', 'HPE_UNEXPECTED_CONTENT_LENGTH'])(
  '%s says that the receiver does not speak HTTP',
  (code) => expect(suggest(code)).toMatch(/does not speak HTTP\/1.1/),
);

test('a connection that the receiver closes may need TLS', () => {
  expect(suggest('ECONNRESET')).toContain('write https in "endpoint"');
  expect(suggest('ETIMEDOUT')).toBeUndefined();
});
