/**
 * One message of a protobuf schema, whichever of its two encodings it arrived in. A field is named twice: by the number
 * that the binary encoding knows and by the lowerCamelCase name of the JSON mapping.
 *
 * Each method is named after the field's protobuf type. A field that is absent reads as `undefined` where absence means
 * something, else as the default of proto3. A field of another type throws an `Error` that says where.
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
  /** Bytes that are an id: as lower-case hexadecimal digits. */
  id(number: number, name: string): string;
  doubles(number: number, name: string): number[];
  fixed64s(number: number, name: string): bigint[];
  uint64s(number: number, name: string): bigint[];
  message(number: number, name: string): MessageReader | undefined;
  messages(number: number, name: string): MessageReader[];
}
