import type { Attempts } from './attempts.ts';

/** An export that did not reach the receiver, or was not taken by it. */
export interface ExportFailure {
  readonly delivered: false;
  readonly reason: string;
  readonly remedy: string;
  /**
   * What may be done with a delta: `merge` it into the next one, because it was not stored; `repeat` it as it is, because
   * it may have been; or `drop` it, because it is refused for good.
   */
  readonly next: 'merge' | 'repeat' | 'drop';
}

/** Retryable by the OTLP specification, section "Retryable Response Codes". */
const busy: readonly (number | undefined)[] = [429, 502, 503, 504];

export function failureOf(error: Error, attempts: Attempts): ExportFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // An error with a system's code belongs to a request that got no answer, whatever an earlier one was answered.
  const status = code === undefined ? attempts.status : undefined;
  const refused = status !== undefined && !busy.includes(status);
  return {
    delivered: false,
    reason: status === undefined ? reasonOf(error, code) : `the receiver answered ${status}`,
    remedy: status === undefined ? remedyOfCode(code) : remedyOfStatus(status),
    next: refused ? 'drop' : attempts.isInDoubt() ? 'repeat' : 'merge',
  };
}

function reasonOf(error: Error, code: string | undefined): string {
  // A connection that was tried at several addresses fails with an empty message.
  return error.message === '' ? (code ?? error.name) : error.message;
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
    case 413:
      return 'raise the size that the receiver or the proxy before it takes, or lower the limit of the metrics';
    case 415:
      return 'choose another "protocol", or compression "none"';
    default:
      return status < 500 && status !== 429
        ? 'look at the log of the receiver'
        : 'nothing is to be done here if the receiver recovers';
  }
}
