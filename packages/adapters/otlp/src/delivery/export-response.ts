import {
  bodyText,
  isAcknowledgement,
  isGenericType,
  mediaType,
  type PartialSuccess,
  reasonIn,
} from '@bot-metrics/core/delivery';
import { readFields, toInt64 } from './protobuf-fields.ts';
import type { Answer } from './transport.ts';

type Encoding = 'protobuf' | 'json';

const types: Readonly<Record<Encoding, RegExp>> = {
  protobuf: /^application\/(?:x-|vnd\.google\.)?protobuf$/,
  json: /^application\/(?:[\w.-]+\+)?json$/,
};
/** Members of an error, and not of a response. */
const errorMembers = ['error', 'errors', 'code', 'message'];

/**
 * Reads the body of a 2xx answer, an `ExportMetricsServiceResponse`, and returns what it rejects. Throws an `Error`, whose message completes
 * `answered 200`, for the answer of anything else than an OTLP receiver.
 *
 * The body must have the type and the encoding of the request. These deviations of receivers count as success: no body at all, unless it
 * claims to be HTML; no type, `text/plain` or `application/octet-stream`, if the body decodes; `OK`, `Accepted` or `Success` in plain text.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export function readExportResponse(answer: Answer, protocol: string): PartialSuccess {
  const { body, bodyFault, isForeign = false } = answer;
  const type = mediaType(answer.contentType);
  if (bodyFault !== undefined) throw new Error(`, but its body ${bodyFault}`);
  const text = bodyText({ bytes: body });
  if (!isForeign && isAcknowledgement(text, type)) return { rejectedPoints: 0, message: '' };
  const isUnspecific = isGenericType(type);
  const encoding = protocol === 'http/json' ? 'json' : 'protobuf';
  try {
    if (isForeign || (!isUnspecific && !types[encoding].test(type)))
      throw new TypeError('expected the type of the request');
    return encoding === 'json' ? readJson(text) : readProtobuf(body, isUnspecific);
  } catch {
    throw new Error(` with ${type || 'a body'} instead of an OTLP response`);
  }
}

/** Whether an answer is in the other encoding of OTLP. */
export function isOtherEncoding(answer: Answer, protocol: string): boolean {
  return types[protocol === 'http/json' ? 'protobuf' : 'json'].test(mediaType(answer.contentType));
}

/** The explanation in the body of a refusal: a `google.rpc.Status` in either encoding, or what proxies and other servers send. */
export function readReason(answer: Answer): string {
  const { body, reason } = answer;
  if (reason !== undefined) return reason;
  const type = mediaType(answer.contentType);
  if (types.protobuf.test(type) || isGenericType(type)) {
    try {
      return readStatusMessage(body);
    } catch {
      // Another message, or text.
    }
  }
  return reasonIn(bodyText({ bytes: body }));
}

/**
 * Reads the message of a `google.rpc.Status`: `code` is field 1, `message` field 2. Throws for another message.
 * Source: https://opentelemetry.io/docs/specs/otlp/#failures
 */
export function readStatusMessage(bytes: Uint8Array): string {
  let message: string | undefined;
  for (const [field, value] of readFields(bytes)) {
    const isNumber = typeof value === 'number';
    if (field > 3 || isNumber !== (field === 1)) throw new TypeError('expected a google.rpc.Status');
    if (field === 2 && !isNumber) message = bodyText({ bytes: value });
  }
  if (message === undefined) throw new TypeError('expected a message');
  return message;
}

function readJson(text: string): PartialSuccess {
  const response = toMessage(JSON.parse(text));
  if (response.partialSuccess === undefined && errorMembers.some((member) => Object.hasOwn(response, member))) {
    throw new TypeError('expected a response, received an error');
  }
  const { rejectedDataPoints = 0, errorMessage = '' } = toMessage(response.partialSuccess ?? {});
  return { rejectedPoints: Number(rejectedDataPoints), message: String(errorMessage) };
}

function toMessage(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new TypeError('expected an object');
}

/**
 * `partial_success` is field 1 and holds the number of points in field 1, the message in field 2.
 * @param isGuess whether nothing says that the bytes are protobuf. Short texts also decode as unknown fields, which then are an error.
 */
function readProtobuf(body: Uint8Array, isGuess: boolean): PartialSuccess {
  const found = { rejectedPoints: 0, message: '' };
  for (const [field, partial] of readFields(body)) {
    if (field !== 1 && !isGuess) continue;
    if (field !== 1 || typeof partial === 'number') throw new TypeError('expected partial_success');
    for (const [inner, value] of readFields(partial)) {
      if (inner === 1 && typeof value === 'number') found.rejectedPoints = toInt64(value);
      if (inner === 2 && typeof value !== 'number') found.message = bodyText({ bytes: value });
    }
  }
  return found;
}
