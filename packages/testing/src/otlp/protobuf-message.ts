import type { MessageReader } from './message-reader.ts';
import { readVarints, readWireFields, type WireField } from './protobuf-wire.ts';

/** A message in the binary encoding. If a non-repeated field occurs several times, the last one counts. */
export class ProtobufMessage implements MessageReader {
  readonly #fields: readonly WireField[];

  /** Throws an `Error` for bytes that are not a protobuf message. */
  constructor(bytes: Buffer) {
    this.#fields = readWireFields(bytes);
  }

  string(number: number, name: string): string {
    return this.optionalString(number, name) ?? '';
  }

  optionalString(number: number, name: string): string | undefined {
    const bytes = this.bytes(number, name);
    return bytes === undefined ? undefined : decode(bytes);
  }

  strings(number: number, name: string): string[] {
    return this.#all(number).map((field) => decode(lengthDelimited(field, name)));
  }

  bool(number: number, name: string): boolean | undefined {
    const value = this.#varint(number, name);
    return value === undefined ? undefined : value !== 0n;
  }

  double(number: number, name: string): number | undefined {
    return this.#eightBytes(number, name)?.readDoubleLE();
  }

  uint32(number: number, name: string): number {
    return Number(BigInt.asUintN(32, this.#varint(number, name) ?? 0n));
  }

  /** ZigZag: 0, -1, 1, -2 … are encoded as 0, 1, 2, 3 … */
  sint32(number: number, name: string): number {
    const value = this.#varint(number, name) ?? 0n;
    return Number((value >> 1n) ^ -(value & 1n));
  }

  int64(number: number, name: string): bigint | undefined {
    const value = this.#varint(number, name);
    return value === undefined ? undefined : BigInt.asIntN(64, value);
  }

  fixed64(number: number, name: string): bigint | undefined {
    return this.#eightBytes(number, name)?.readBigUInt64LE();
  }

  sfixed64(number: number, name: string): bigint | undefined {
    return this.#eightBytes(number, name)?.readBigInt64LE();
  }

  bytes(number: number, name: string): Buffer | undefined {
    const field = this.#last(number);
    return field === undefined ? undefined : lengthDelimited(field, name);
  }

  id(number: number, name: string): string {
    return this.bytes(number, name)?.toString('hex') ?? '';
  }

  doubles(number: number, name: string): number[] {
    return this.#everyEightBytes(number, name).map((bytes) => bytes.readDoubleLE());
  }

  fixed64s(number: number, name: string): bigint[] {
    return this.#everyEightBytes(number, name).map((bytes) => bytes.readBigUInt64LE());
  }

  uint64s(number: number, name: string): bigint[] {
    return this.#all(number).flatMap((field) =>
      typeof field.value === 'bigint' ? [field.value] : readVarints(lengthDelimited(field, name)),
    );
  }

  message(number: number, name: string): ProtobufMessage | undefined {
    const bytes = this.bytes(number, name);
    return bytes === undefined ? undefined : new ProtobufMessage(bytes);
  }

  messages(number: number, name: string): ProtobufMessage[] {
    return this.#all(number).map((field) => new ProtobufMessage(lengthDelimited(field, name)));
  }

  #all(number: number): WireField[] {
    return this.#fields.filter((field) => field.number === number);
  }

  #last(number: number): WireField | undefined {
    return this.#fields.findLast((field) => field.number === number);
  }

  #varint(number: number, name: string): bigint | undefined {
    const field = this.#last(number);
    if (field === undefined) return undefined;
    if (typeof field.value !== 'bigint') throw wrongType(field, name, 'a varint');
    return field.value;
  }

  #eightBytes(number: number, name: string): Buffer | undefined {
    const field = this.#last(number);
    if (field === undefined) return undefined;
    if (field.wireType !== 1 || typeof field.value === 'bigint') throw wrongType(field, name, '8 bytes');
    return field.value;
  }

  /** Accepts packed and unpacked fields, as a parser must. */
  #everyEightBytes(number: number, name: string): Buffer[] {
    return this.#all(number).flatMap((field) => {
      if (field.wireType !== 1 && field.wireType !== 2) throw wrongType(field, name, '8 bytes each');
      const bytes = field.value as Buffer;
      if (bytes.length % 8 !== 0) throw wrongType(field, name, `a multiple of 8 bytes, not ${bytes.length}`);
      return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.subarray(index * 8, index * 8 + 8));
    });
  }
}

function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function lengthDelimited(field: WireField, name: string): Buffer {
  if (field.wireType !== 2 || typeof field.value === 'bigint') throw wrongType(field, name, 'length-delimited');
  return field.value;
}

function wrongType(field: WireField, name: string, expected: string): Error {
  return new Error(`protobuf: field ${field.number} (${name}) has wire type ${field.wireType} but must be ${expected}`);
}
