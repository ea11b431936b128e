import type { ExportFailure, Outcome } from '@bot-metrics/core/delivery';
import type { Answer } from './intake.ts';

/** System calls that fail before a connection exists, so that nothing can have been stored. */
const notConnected = ['connect', 'getaddrinfo'];

/** Codes of OpenSSL and Node: the certificate is not trusted, or the receiver does not speak TLS. */
const ofTls = /CERT|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_WRONG_VERSION_NUMBER$|^ERR_SSL_.*ALERT/;

/** What an answer means for the points of the request. */
export function outcomeOf(answer: Answer): Outcome {
  const { status, error, message, pauseSeconds } = answer;
  if (status !== undefined && status >= 200 && status < 300) return { delivered: true };
  if (status === undefined) {
    const { code, reason, isSent } = causeOf(error);
    return { delivered: false, reason, remedy: remedyOfCode(code), retry: isSent ? 'resend' : 'next-export' };
  }
  const said = message === '' ? '' : ` (${message})`;
  const reason = `Datadog answered ${status}${said}`;
  const failure = { delivered: false, reason, remedy: remedyOfStatus(status), status, retry: retryOf(status) } as const;
  return pauseSeconds === undefined ? failure : { ...failure, pauseSeconds };
}

/**
 * A busy receiver has stored nothing. After a timeout or another error inside Datadog, or behind a gateway, that is unknown: the
 * identical points are sent again and replace themselves, as the Agent does it. Everything else is refused for good.
 */
function retryOf(status: number): ExportFailure['retry'] {
  if (status === 429 || status === 503) return 'next-export';
  return status === 408 || (status >= 500 && status !== 501 && status !== 505) ? 'resend' : 'never';
}

function causeOf(error: Error | undefined): { code: string | undefined; reason: string; isSent: boolean } {
  // `fetch` puts the reason into `cause`, and the attempts at several addresses into the `errors` of that.
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
      return 'check the host name in "site" or "endpoint", and DNS';
    case undefined:
      return 'check the network, or raise "timeout"';
    default:
      return ofTls.test(code)
        ? 'check the certificate of the receiver, or of the proxy in front of it'
        : 'check the network, and the proxy if there is one';
  }
}

function remedyOfStatus(status: number): string {
  if (status >= 300 && status < 400)
    return 'set "endpoint" to the address that it redirects to: the key is not sent to another host';
  switch (status) {
    case 401:
    case 403:
      return 'correct "apiKey", which must belong to the organization at this "site"';
    case 404:
    case 405:
      return 'correct "endpoint", to which /api/v2/series is appended';
    case 413:
      return 'raise the maximum request size of the proxy in front of it';
    default:
      return status < 500 && status !== 429 && status !== 408
        ? 'check what the answer says'
        : 'no action needed: delivery is retried automatically';
  }
}
