import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Answer, readPauseSeconds } from '../../src/delivery/intake.ts';
import { readOutcome as read } from '../../src/delivery/outcome.ts';

const readOutcome = (answer: Omit<Answer, 'apiKey'>) => read({ apiKey: 'k', ...answer }, 'endpoint');

/** An error in the form of `fetch`. */
function failed(cause: object): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('it failed'), cause) });
}

describe('when a delta is sent again', () => {
  test.each([
    [408, 'resend'],
    [429, 'next-export'],
    [500, 'resend'],
    [502, 'resend'],
    [503, 'next-export'],
    [504, 'resend'],
    [301, 'never'],
    [400, 'never'],
    [403, 'never'],
    [413, 'never'],
    [501, 'never'],
  ])('after %d: %s', (status, retry) => {
    expect(readOutcome({ status })).toMatchObject({ delivered: false, status, retry });
  });

  test.each([
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, 'next-export'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'next-export'],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'next-export'],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'next-export'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'next-export'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'next-export'],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'next-export'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'next-export'],
    [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'next-export'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'resend'],
    [{ code: 'EPIPE', syscall: 'write' }, 'resend'],
    [{ code: 'UND_ERR_SOCKET' }, 'resend'],
    [{}, 'resend'],
  ])('after %o: %s', (cause, retry) => {
    expect(readOutcome({ error: failed(cause) })).toMatchObject({ delivered: false, retry });
  });

  test('the first of several addresses decides', () => {
    const attempts = [Object.assign(new Error('a'), { code: 'ECONNREFUSED', syscall: 'connect' })];
    const cause = Object.assign(new AggregateError(attempts, ''), { code: 'ECONNREFUSED' });
    expect(readOutcome({ error: new TypeError('fetch failed', { cause }) })).toMatchObject({
      reason: 'ECONNREFUSED',
      retry: 'next-export',
    });
  });

  test('a timeout, which has no code, is resent', () => {
    const error = new Error('no complete answer within 10 s');
    expect(readOutcome({ error })).toMatchObject({ reason: error.message, retry: 'resend' });
  });
});

test('a request to a port where nobody listens, or to an unknown host, counts as unsent', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  for (const url of [`http://127.0.0.1:${port}`, 'http://nowhere.invalid']) {
    const error = await fetch(url, { method: 'POST', body: 'x' }).catch((reason: Error) => reason);
    expect(readOutcome({ error: error as Error })).toMatchObject({
      delivered: false,
      retry: 'next-export',
    });
  }
});

test.each([
  [{}, undefined],
  [{ 'x-ratelimit-reset': '7' }, 7],
  [{ 'retry-after': '3', 'x-ratelimit-reset': '7' }, 7],
  [{ 'retry-after': 'Tue, 14 Nov 2023 22:13:30 GMT' }, 10],
  [{ 'retry-after': 'soon' }, undefined],
])('%o asks for a pause of %o s', (headers, seconds) => {
  expect(readPauseSeconds(new Headers(headers), 1_700_000_000)).toBe(seconds);
});
