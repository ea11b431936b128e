/**
 * A message of a protobuf schema in either encoding. Each field has two names: its number in the binary encoding and
 * its lowerCamelCase name in the JSON mapping.
 *
 * Each method is named after the field's protobuf type. An absent field reads as `undefined` if absence has a meaning,
 * else as the proto3 default. A field of another type throws an `Error` that names its position.
 *
 * Sources: https://protobuf.dev/programming-guides/encoding/, https://protobuf.dev/programming-guides/json/ and, for
 * ids in hexadecimal and enums as numbers, https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.
 */
export interface MessageReader {
  string(number: number, name: string): string;
  optionalString(number: number, name: string): string | undefined;
  bool(number: number, name: string): boolean | undefined;
  double(number: number, name: string): number | undefined;
  /** Also for `enum`. */
  uint32(number: number, name: string): number;
  sint32(number: number, name: string): number;
  int64(number: number, name: string): bigint | undefined;
  fixed64(number: number, name: string): bigint | undefined;
  sfixed64(number: number, name: string): bigint | undefined;
  bytes(number: number, name: string): Buffer | undefined;
  /** Bytes that represent an id, as lower-case hexadecimal digits. */
  id(number: number, name: string): string;
  doubles(number: number, name: string): number[];
  fixed64s(number: number, name: string): bigint[];
  uint64s(number: number, name: string): bigint[];
  message(number: number, name: string): MessageReader | undefined;
  messages(number: number, name: string): MessageReader[];
}
