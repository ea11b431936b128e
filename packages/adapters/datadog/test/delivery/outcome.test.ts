import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { pauseSecondsOf } from '../../src/delivery/answer.ts';
import { outcomeOf } from '../../src/delivery/outcome.ts';

/** As `fetch` reports what happened. */
function failed(cause: object): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('it failed'), cause) });
}

describe('what may be done with a delta', () => {
  test.each([
    [408, 'repeat'],
    [429, 'merge'],
    [500, 'repeat'],
    [502, 'repeat'],
    [503, 'merge'],
    [504, 'repeat'],
    [301, 'drop'],
    [400, 'drop'],
    [403, 'drop'],
    [413, 'drop'],
    [501, 'drop'],
  ])('after %d is to %s it', (status, next) => {
    expect(outcomeOf({ status, message: 'why' })).toMatchObject({ delivered: false, status, next });
  });

  test.each([
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, 'merge'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'merge'],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'merge'],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'merge'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'merge'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'merge'],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'merge'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'merge'],
    [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'merge'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'repeat'],
    [{ code: 'EPIPE', syscall: 'write' }, 'repeat'],
    [{ code: 'UND_ERR_SOCKET' }, 'repeat'],
    [{}, 'repeat'],
  ])('after %o is to %s it', (cause, next) => {
    expect(outcomeOf({ message: '', error: failed(cause) })).toMatchObject({ delivered: false, next });
  });

  test('of several addresses that were tried the first tells', () => {
    const attempts = [Object.assign(new Error('a'), { code: 'ECONNREFUSED', syscall: 'connect' })];
    const cause = Object.assign(new AggregateError(attempts, ''), { code: 'ECONNREFUSED' });
    expect(outcomeOf({ message: '', error: new TypeError('fetch failed', { cause }) })).toMatchObject({
      reason: 'ECONNREFUSED',
      next: 'merge',
    });
  });

  test('after a time-out, which has no code, is to repeat it', () => {
    const error = new Error('no complete answer within 10 s');
    expect(outcomeOf({ message: '', error })).toMatchObject({ reason: error.message, next: 'repeat' });
  });
});

test('what fetch really reports of a port where nobody listens, and of a name that is none, has not been sent', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  for (const url of [`http://127.0.0.1:${port}`, 'http://nowhere.invalid']) {
    const error = await fetch(url, { method: 'POST', body: 'x' }).catch((reason: Error) => reason);
    expect(outcomeOf({ message: '', error: error as Error })).toMatchObject({ delivered: false, next: 'merge' });
  }
});

test.each([
  [{}, undefined],
  [{ 'x-ratelimit-reset': '7' }, 7],
  [{ 'retry-after': '3', 'x-ratelimit-reset': '7' }, 7],
  [{ 'retry-after': 'Tue, 14 Nov 2023 22:13:30 GMT' }, 10],
  [{ 'retry-after': 'soon' }, undefined],
])('%o asks for a pause of %o s', (headers, seconds) => {
  expect(pauseSecondsOf(new Headers(headers), 1_700_000_000)).toBe(seconds);
});
