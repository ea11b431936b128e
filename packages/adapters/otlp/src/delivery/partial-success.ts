import type { PartialSuccess } from '@bot-metrics/core/delivery';

const utf8 = new TextDecoder();

/**
 * Reads an `ExportMetricsServiceResponse`. Returns `undefined` if every point was accepted, or the body is another message.
 * Source: https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function readPartialSuccess(body: Uint8Array, protocol: string): PartialSuccess | undefined {
  if (body.length === 0) return undefined;
  try {
    const { rejectedPoints, message } = protocol === 'http/json' ? readJson(body) : readProtobuf(body);
    const isAll = rejectedPoints === 0 && message === '';
    return isAll || !Number.isFinite(rejectedPoints) ? undefined : { rejectedPoints, message };
  } catch {
    // Some receivers answer with plain text.
    return undefined;
  }
}

function readJson(body: Uint8Array): PartialSuccess {
  const { partialSuccess = {} } = JSON.parse(utf8.decode(body)) as {
    partialSuccess?: { rejectedDataPoints?: string | number; errorMessage?: string };
  };
  const { rejectedDataPoints = 0, errorMessage = '' } = partialSuccess;
  return { rejectedPoints: Number(rejectedDataPoints), message: String(errorMessage) };
}

/** `partial_success` is field 1 and holds the number of points in field 1, the message in field 2. */
function readProtobuf(body: Uint8Array): PartialSuccess {
  const found = { rejectedPoints: 0, message: '' };
  for (const [field, partial] of readFields(body)) {
    if (field !== 1 || typeof partial === 'number') continue;
    for (const [inner, value] of readFields(partial)) {
      if (inner === 1 && typeof value === 'number') found.rejectedPoints = value;
      if (inner === 2 && typeof value !== 'number') found.message = utf8.decode(value);
    }
  }
  return found;
}

/** Reads the fields of the two wire types that the message has: varints and length-delimited bytes. Throws for others. */
export function* readFields(bytes: Uint8Array): Generator<[field: number, value: number | Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('protobuf: expected a varint, received the end of the message');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) === 0) yield [tag >> 3, varint()];
    else if ((tag & 7) === 2) {
      const length = varint();
      yield [tag >> 3, bytes.subarray(at, at + length)];
      at += length;
    } else throw new RangeError('protobuf: expected a varint or a length, received another wire type');
  }
}
