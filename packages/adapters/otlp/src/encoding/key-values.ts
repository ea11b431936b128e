import { type ProtobufWriter, varintBytes } from '@bot-metrics/core/encoding';

/** A value of an attribute of a series or of the resource. */
export type AttributeValue = string | number | boolean;

/** Writes a `KeyValue` in `field` for each attribute. Source: opentelemetry/proto/common/v1/common.proto */
export function writeKeyValues(
  writer: ProtobufWriter,
  field: number,
  attributes: Iterable<readonly [string, AttributeValue]>,
): void {
  for (const [key, value] of attributes) {
    if (typeof value === 'string') writeText(writer, field, key, value);
    else writeOther(writer, field, key, value);
  }
}

/** Computes lengths first: a reserved length field would make a series a fifth longer. */
function writeText(writer: ProtobufWriter, field: number, key: string, value: string): void {
  const any = textBytes(value);
  writer.head(field, textBytes(key) + 1 + varintBytes(any) + any);
  writer.text(1, key);
  writer.head(2, any);
  writer.text(1, value);
}

/** Size of a text field with its tag and length. */
function textBytes(text: string): number {
  const bytes = Buffer.byteLength(text);
  return 1 + varintBytes(bytes) + bytes;
}

function writeOther(writer: ProtobufWriter, field: number, key: string, value: number | boolean): void {
  const pair = writer.begin(field);
  writer.text(1, key);
  const any = writer.begin(2);
  if (typeof value === 'boolean') writer.uint(2, value ? 1 : 0);
  else if (Number.isSafeInteger(value)) writeInteger(writer, value);
  else writer.double(4, value);
  writer.end(any);
  writer.end(pair);
}

/** `int64`: a negative number takes ten bytes. */
function writeInteger(writer: ProtobufWriter, value: number): void {
  if (value >= 0) return writer.uint(3, value);
  writer.varint(3 << 3);
  for (let left = BigInt.asUintN(64, BigInt(value)); ; left >>= 7n) {
    if (left < 128n) return writer.varint(Number(left));
    writer.raw(Uint8Array.of(Number(left & 127n) | 128));
  }
}
