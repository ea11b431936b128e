import type { ServiceError } from '@grpc/grpc-js';
import { readStatusMessage } from './export-response.ts';
import { readFields, toInt64 } from './protobuf-fields.ts';
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

/**
 * Limit of an answer. The error of a receiver for a request over its limit has the same words, so that a number that no receiver has as
 * its limit tells them apart.
 */
export const MAX_ANSWER_BYTES = 65_537;
const tooLongAnswer = `vs ${MAX_ANSWER_BYTES})`;
/** grpc-js reports answers of plain HTTP in these words. */
const plainHttp = /^Received HTTP status code (\d{3})$/;
const noGrpc = /\(Call ended without gRPC status\)$/;

const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

/** Maps a failed call to an answer. Without an answer from the receiver there is no status. */
export function readAnswer({ code, details, metadata }: ServiceError): Answer {
  const [info] = metadata.get('grpc-status-details-bin');
  const retryAfter = info instanceof Uint8Array ? readRetryDelay(info) : undefined;
  const answered = { body: new Uint8Array(), reason: details || readDetails(info), retryAfter, sent: true };
  const isTooLong = code === RESOURCE_EXHAUSTED && details.endsWith(tooLongAnswer);
  const httpStatus = isTooLong || noGrpc.test(details) ? '200' : plainHttp.exec(details)?.[1];
  if (httpStatus !== undefined) return { ...answered, status: Number(httpStatus), reason: '', isForeign: true };
  if (code === UNAVAILABLE) {
    if (retryAfter !== undefined) return { ...answered, status: 503 };
    // grpc-js reports a busy receiver and a missing one alike.
    const cause = /\b(E[A-Z]{4,})\b/.exec(details)?.[1];
    const error = Object.assign(new Error(details), cause === undefined ? {} : { code: cause });
    return { body: answered.body, error, sent: !/^No connection established|^Name resolution failed/.test(details) };
  }
  if (code === RESOURCE_EXHAUSTED) {
    if (retryAfter !== undefined) return { ...answered, status: 429 };
    // Without a delay it is permanent; a message over the receiver's limit also gets this code.
    return { ...answered, status: /larger than max/i.test(details) ? 413 : 400 };
  }
  return { ...answered, status: statuses[code] ?? 500 };
}

/** Some receivers leave the text of the status empty, and explain it in the `google.rpc.Status` only. */
function readDetails(status: unknown): string | undefined {
  try {
    return status instanceof Uint8Array ? readStatusMessage(status) : undefined;
  } catch {
    return undefined;
  }
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
      // A `Duration` may be negative.
      return typeof seconds === 'number' ? String(Math.max(0, toInt64(seconds))) : '0';
    }
  } catch {
    // An unknown message has no delay.
  }
  return undefined;
}
