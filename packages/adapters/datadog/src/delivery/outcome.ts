import type { ExportFailure, Outcome } from '@bot-metrics/core/delivery';
import type { Answer } from './answer.ts';

/** Why a connection was not made: nothing can have been stored. */
const notConnected = ['connect', 'getaddrinfo'];

/** Of OpenSSL and Node: the receiver is not who it should be, or does not speak TLS. */
const ofTls = /CERT|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_WRONG_VERSION_NUMBER$|^ERR_SSL_.*ALERT/;

/** What the answer to a request with points means for them. */
export function outcomeOf(answer: Answer): Outcome {
  const { status, error, message } = answer;
  if (status !== undefined && status >= 200 && status < 300) return { delivered: true, ambiguous: false };
  if (status === undefined) {
    const { code, reason, isSent } = causeOf(error);
    return { delivered: false, reason, remedy: remedyOfCode(code), next: isSent ? 'repeat' : 'merge' };
  }
  const said = message === '' ? '' : ` (${message})`;
  const reason = `Datadog answered ${status}${said}`;
  return { delivered: false, reason, remedy: remedyOfStatus(status), status, next: nextOf(status) };
}

/**
 * Busy receivers have stored nothing. A time-out and what else went wrong inside, or behind a gateway, leaves it open, so that
 * the identical points go again, which replace themselves; the Agent tries these again, too. The rest is refused for good.
 */
function nextOf(status: number): ExportFailure['next'] {
  if (status === 429 || status === 503) return 'merge';
  return status === 408 || (status >= 500 && status !== 501 && status !== 505) ? 'repeat' : 'drop';
}

function causeOf(error: Error | undefined): { code: string | undefined; reason: string; isSent: boolean } {
  // `fetch` hides what happened in the cause, and of several addresses each attempt in that.
  const cause = error?.cause instanceof Error ? error.cause : error;
  const code = textOf(cause, 'code');
  const syscall = textOf(cause, 'syscall') ?? textOf(firstOf(cause), 'syscall');
  const isSent = !(
    notConnected.includes(syscall ?? '') ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    ofTls.test(code ?? '')
  );
  // A connection that was tried at several addresses fails with an empty message.
  return { code, reason: cause?.message || code || 'no answer came', isSent };
}

function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? error.errors[0] : undefined;
}

function textOf(error: unknown, member: string): string | undefined {
  const value = typeof error === 'object' && error !== null ? Reflect.get(error, member) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function remedyOfCode(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'start what listens at "endpoint", or correct its port';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'correct "site" or "endpoint", or look at the name server';
    case undefined:
      return 'look at the network, or raise "timeout"';
    default:
      return ofTls.test(code)
        ? 'look at the certificate of the receiver, or of the proxy before it'
        : 'look at the network, and at the proxy if there is one';
  }
}

function remedyOfStatus(status: number): string {
  if (status >= 300 && status < 400)
    return 'give the address that it redirects to as "endpoint"; the key does not follow';
  switch (status) {
    case 401:
    case 403:
      return 'correct "apiKey", which must be of the organization at this "site"';
    case 404:
    case 405:
      return 'correct "endpoint", to which /api/v2/series is appended';
    case 413:
      return 'raise the size of requests that the proxy before it takes';
    default:
      return status < 500 && status !== 429 && status !== 408
        ? 'look at what it says'
        : 'nothing is to be done here if it recovers';
  }
}
