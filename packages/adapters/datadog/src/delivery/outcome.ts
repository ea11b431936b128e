import type { ExportFailure, Outcome } from '@bot-metrics/core/delivery';
import type { Answer } from './intake.ts';

/** System calls that fail before there is a connection, so that nothing can have been stored. */
const connectingCalls = ['connect', 'getaddrinfo'];

/** Codes of OpenSSL and Node: the certificate is not trusted, or the receiver does not speak TLS. */
const tlsFailure = /CERT|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_WRONG_VERSION_NUMBER$|^ERR_SSL_.*ALERT/;

/** Maps an answer to the outcome for the points of the request. */
export function readOutcome(answer: Answer): Outcome {
  const { status, error, message, pauseSeconds } = answer;
  if (status !== undefined && status >= 200 && status < 300) return { delivered: true };
  if (status === undefined) {
    const { code, reason, isSent } = findCause(error);
    return { delivered: false, reason, remedy: suggestForCode(code), retry: isSent ? 'resend' : 'next-export' };
  }
  const suffix = message === '' ? '' : ` (${message})`;
  const reason = `Datadog answered ${status}${suffix}`;
  const failure = {
    delivered: false,
    reason,
    remedy: suggestForStatus(status),
    status,
    retry: chooseRetry(status),
  } as const;
  return pauseSeconds === undefined ? failure : { ...failure, pauseSeconds };
}

/**
 * A busy receiver has stored nothing. After a timeout or another error inside Datadog, or behind a gateway, this is unknown: the
 * identical points are sent again and replace the first ones, as by the Agent. Any other rejection is permanent.
 */
function chooseRetry(status: number): ExportFailure['retry'] {
  if (status === 429 || status === 503) return 'next-export';
  return status === 408 || (status >= 500 && status !== 501 && status !== 505) ? 'resend' : 'never';
}

function findCause(error: Error | undefined): { code: string | undefined; reason: string; isSent: boolean } {
  // `fetch` stores the reason in `cause`, and failed attempts at several addresses in the `errors` of the cause.
  const cause = error?.cause instanceof Error ? error.cause : error;
  const code = readText(cause, 'code');
  const syscall = readText(cause, 'syscall') ?? readText(findFirst(cause), 'syscall');
  const isSent = !(
    connectingCalls.includes(syscall ?? '') ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    tlsFailure.test(code ?? '')
  );
  // If several addresses of a host were tried, the message is empty.
  return { code, reason: cause?.message || code || 'no answer came', isSent };
}

function findFirst(error: unknown): unknown {
  return error instanceof AggregateError ? error.errors[0] : undefined;
}

function readText(error: unknown, member: string): string | undefined {
  const value = typeof error === 'object' && error !== null ? Reflect.get(error, member) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function suggestForCode(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'start the receiver at "endpoint", or correct its port';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the host name in "site" or "endpoint", and DNS';
    case undefined:
      return 'check the network, or raise "timeout"';
    default:
      return tlsFailure.test(code)
        ? 'check the certificate of the receiver, or of the proxy in front of it'
        : 'check the network, and the proxy if there is one';
  }
}

function suggestForStatus(status: number): string {
  if (status >= 300 && status < 400)
    return 'set "endpoint" to the target of the redirect, because the key is not sent to another host';
  switch (status) {
    case 401:
    case 403:
      return 'correct "apiKey", which must belong to the organization at this "site"';
    case 404:
    case 405:
      return 'correct "endpoint"; /api/v2/series is appended to it';
    case 413:
      return 'raise the maximum request size of the proxy in front of it';
    default:
      return status < 500 && status !== 429 && status !== 408
        ? 'correct what the answer names'
        : 'no action needed: delivery is retried automatically';
  }
}
