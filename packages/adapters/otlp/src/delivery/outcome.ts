import { type ExportFailure, type Outcome, retryAfterSeconds } from '@bot-metrics/core/delivery';
import { UnreadableCredentials } from '../request-headers.ts';
import { readPartialSuccess } from './partial-success.ts';
import type { Answer } from './transport.ts';

/** Source: section "Retryable Response Codes" of the OTLP specification. */
const retryable: readonly (number | undefined)[] = [429, 502, 503, 504];

/** Maps an answer to the outcome for the points of the request. */
export function readOutcome(answer: Answer, protocol: string, wallSeconds: number): Outcome {
  const { status, error, retryAfter, body } = answer;
  if (status === undefined) {
    if (error instanceof UnreadableCredentials) {
      const remedy = 'correct the function that reads "headers" or "token"';
      return { delivered: false, reason: error.message, remedy, retry: 'next-export' };
    }
    const code = error !== undefined && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    return {
      delivered: false,
      reason: describeError(error, code),
      remedy: suggestForCode(code),
      retry: chooseRetry(answer),
    };
  }
  if (status >= 200 && status < 300) {
    const partial = readPartialSuccess(body, protocol);
    return partial === undefined ? { delivered: true } : { delivered: true, partial };
  }
  const reason = `the receiver answered ${status}`;
  const failure = {
    delivered: false,
    reason,
    remedy: suggestForStatus(status),
    status,
    retry: chooseRetry(answer),
  } as const;
  const pauseSeconds = status === 429 || status === 503 ? retryAfterSeconds(retryAfter, wallSeconds) : undefined;
  return pauseSeconds === undefined ? failure : { ...failure, pauseSeconds };
}

function chooseRetry(answer: Answer): ExportFailure['retry'] {
  const { status } = answer;
  if (status !== undefined && !retryable.includes(status)) return 'never';
  return mayBeStored(answer) ? 'resend' : 'next-export';
}

/** Whether a request without a 2xx may have been stored: it was aborted, it timed out, or a gateway answered. */
function mayBeStored({ sent, status }: Answer): boolean {
  return sent && (status === undefined || status === 502 || status === 504);
}

function describeError(error: Error | undefined, code: string | undefined): string {
  // If several addresses of a host were tried, the message is empty.
  return error === undefined || error.message === '' ? (code ?? 'no answer came') : error.message;
}

function suggestForCode(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'start the receiver, or correct the port: usually 4318 for OTLP over HTTP, and 4317 for gRPC';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the host name and DNS';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'check the log of the receiver, or of the proxy in front of it';
    case undefined:
      return 'check the receiver and the network, or raise "timeout"';
    default:
      return 'check the network, and for an https URL the certificate';
  }
}

function suggestForStatus(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'correct the credentials in "headers"';
    case 404:
    case 405:
      return 'correct the path: "/v1/metrics" is appended to "endpoint", and "url" is used unchanged';
    case 407:
      return 'correct the user and the password of the proxy, in HTTPS_PROXY or HTTP_PROXY';
    case 413:
      return 'raise the maximum request size of the receiver, or of the proxy in front of it';
    case 501:
      return 'choose another "protocol" or "endpoint", because this one accepts no metrics';
    case 415:
      return 'choose another "protocol", or compression "none"';
    default:
      return status < 500 && status !== 429
        ? 'check the log of the receiver'
        : 'no action needed: delivery is retried automatically';
  }
}
