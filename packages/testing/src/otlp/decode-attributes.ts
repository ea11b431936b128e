import type { MessageReader } from './message-reader.ts';
import type { OtlpAttributes, OtlpValue } from './metrics-request.ts';

/**
 * Reads `repeated KeyValue` as a record. Throws an `Error` for a repeated key, which the schema forbids.
 * Source: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto
 */
export function decodeAttributes(keyValues: readonly MessageReader[]): OtlpAttributes {
  const attributes = new Map<string, OtlpValue>();
  for (const keyValue of keyValues) {
    const key = keyValue.string(1, 'key');
    if (attributes.has(key)) throw new Error(`OTLP: the attribute "${key}" is repeated in one list`);
    const value = keyValue.message(2, 'value');
    attributes.set(key, value === undefined ? null : decodeValue(value));
  }
  return Object.fromEntries(attributes);
}

function decodeValue(value: MessageReader): OtlpValue {
  const integer = value.int64(3, 'intValue');
  const array = value.message(5, 'arrayValue');
  const record = value.message(6, 'kvlistValue');
  if (integer !== undefined) return exactNumber(integer);
  if (array !== undefined) return array.messages(1, 'values').map(decodeValue);
  if (record !== undefined) return decodeAttributes(record.messages(1, 'values'));
  return (
    value.optionalString(1, 'stringValue') ??
    value.bool(2, 'boolValue') ??
    value.double(4, 'doubleValue') ??
    value.bytes(7, 'bytesValue') ??
    null
  );
}

function exactNumber(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}
