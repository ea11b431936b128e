import type { ExportFailure } from '@bot-metrics/core/delivery';
import type { Answer } from './post.ts';
import { isRetryable } from './retry.ts';

/** @param inDoubt whether this request, or one of those before it, may have been stored */
export function failureOf(answer: Answer, inDoubt: boolean): ExportFailure {
  const { status, error } = answer;
  const next = !isRetryable(answer) ? 'drop' : inDoubt ? 'repeat' : 'merge';
  if (status !== undefined) {
    const reason = `the receiver answered ${status}`;
    return { delivered: false, reason, remedy: remedyOfStatus(status), status, next };
  }
  const code = error !== undefined && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { delivered: false, reason: reasonOf(error, code), remedy: remedyOfCode(code), next };
}

/** Whether a request may have been stored although no 2xx came back for it: it was cut, timed out, or a gateway answered. */
export function isInDoubt({ sent, status }: Answer): boolean {
  return sent && (status === undefined || status === 502 || status === 504);
}

function reasonOf(error: Error | undefined, code: string | undefined): string {
  // A connection that was tried at several addresses fails with an empty message.
  return error === undefined || error.message === '' ? (code ?? 'no answer came') : error.message;
}

function remedyOfCode(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'start the receiver, or correct the port: OTLP over HTTP is usually 4318, 4317 is gRPC';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'correct the host name, or look at the name server';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'look at the log of the receiver or of the proxy before it';
    case undefined:
      return 'look at the receiver and the network, or raise "timeout"';
    default:
      return 'look at the network, and at the certificate if the URL is https';
  }
}

function remedyOfStatus(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'correct the credentials in "headers"';
    case 404:
    case 405:
      return 'correct the path: "/v1/metrics" is appended to "endpoint", "url" is used as it stands';
    case 407:
      return 'correct the user and the password of the proxy, in HTTPS_PROXY or HTTP_PROXY';
    case 413:
      return 'raise the size of requests that the receiver or the proxy before it takes';
    case 501:
      return 'the receiver does not take metrics this way; choose another "protocol", or another "endpoint"';
    case 415:
      return 'choose another "protocol", or compression "none"';
    default:
      return status < 500 && status !== 429
        ? 'look at the log of the receiver'
        : 'nothing is to be done here if the receiver recovers';
  }
}
