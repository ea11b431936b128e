import type { ServiceError } from '@grpc/grpc-js';
import { readFields } from './partial-success.ts';
import type { Answer } from './transport.ts';

/**
 * Maps gRPC's codes to the HTTP statuses that mean the same to an exporter: whether a retry is allowed, and whether the request
 * may have been stored. Source: https://opentelemetry.io/docs/specs/otlp/#failures
 */
const statuses: Readonly<Record<number, number>> = {
  1: 504, // CANCELLED
  3: 400, // INVALID_ARGUMENT
  4: 504, // DEADLINE_EXCEEDED
  5: 404, // NOT_FOUND
  7: 403, // PERMISSION_DENIED
  10: 504, // ABORTED
  11: 504, // OUT_OF_RANGE
  12: 501, // UNIMPLEMENTED
  15: 504, // DATA_LOSS
  16: 401, // UNAUTHENTICATED
};

const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

/** Maps a failed call to an answer. Without an answer from the receiver there is no status. */
export function readAnswer({ code, details, metadata }: ServiceError): Answer {
  const body = new Uint8Array();
  const [info] = metadata.get('grpc-status-details-bin');
  const retryAfter = info instanceof Uint8Array ? readRetryDelay(info) : undefined;
  if (code === UNAVAILABLE) {
    if (retryAfter !== undefined) return { status: 503, retryAfter, body, sent: true };
    // grpc-js reports a busy receiver and a missing one alike.
    const cause = /\b(E[A-Z]{4,})\b/.exec(details)?.[1];
    const error = Object.assign(new Error(details), cause === undefined ? {} : { code: cause });
    return { body, error, sent: !/^No connection established|^Name resolution failed/.test(details) };
  }
  if (code === RESOURCE_EXHAUSTED) {
    if (retryAfter !== undefined) return { status: 429, retryAfter, body, sent: true };
    // Without a delay it is permanent; a message over the receiver's limit also gets this code.
    return { status: /larger than max/i.test(details) ? 413 : 400, body, sent: true };
  }
  return { status: statuses[code] ?? 500, body, sent: true };
}

/** Reads the seconds of the `RetryInfo` in a `google.rpc.Status`, in the form of `Retry-After`. */
function readRetryDelay(status: Uint8Array): string | undefined {
  try {
    for (const [field, detail] of readFields(status)) {
      if (field !== 3 || typeof detail === 'number') continue;
      const any = new Map(readFields(detail));
      const [type, value] = [any.get(1), any.get(2)];
      if (!(type instanceof Uint8Array) || !Buffer.from(type).toString().endsWith('google.rpc.RetryInfo')) continue;
      const delay = value instanceof Uint8Array ? new Map(readFields(value)).get(1) : undefined;
      const seconds = delay instanceof Uint8Array ? new Map(readFields(delay)).get(1) : 0;
      return String(seconds ?? 0);
    }
  } catch {
    // An unknown message has no delay.
  }
  return undefined;
}
