import { expect, test } from 'vitest';
import { ProtobufMessage } from '../../src/otlp/protobuf-message.ts';
import { doubleField, fixed64Field, lengthField, varint, varintField } from './protobuf-encoder.ts';

const message = (...fields: readonly Buffer[]) => new ProtobufMessage(Buffer.concat(fields));

test('decodes signed numbers', () => {
  const numbers = message(varintField(1, -5n), fixed64Field(2, -(2n ** 62n)), varintField(3, 5n), varintField(4, 6n));
  expect(numbers.int64(1, 'int')).toBe(-5n);
  expect(numbers.sfixed64(2, 'fixed')).toBe(-(2n ** 62n));
  expect([numbers.sint32(3, 'zigzag'), numbers.sint32(4, 'zigzag')]).toEqual([-3, 3]);
});

test('keeps numbers above 2^53 exact', () => {
  const numbers = message(varintField(1, 2n ** 60n + 1n), fixed64Field(2, 2n ** 64n - 1n));
  expect(numbers.int64(1, 'int')).toBe(2n ** 60n + 1n);
  expect(numbers.fixed64(2, 'fixed')).toBe(2n ** 64n - 1n);
});

test('reads repeated numbers packed, unpacked and mixed', () => {
  const one = fixed64Field(6, 1n);
  const twoAndThree = lengthField(6, fixed64Field(1, 2n).subarray(1), fixed64Field(1, 3n).subarray(1));
  expect(message(one, twoAndThree, one).fixed64s(6, 'bucketCounts')).toEqual([1n, 2n, 3n, 1n]);
  expect(message(doubleField(7, 0.5), doubleField(7, 1)).doubles(7, 'explicitBounds')).toEqual([0.5, 1]);
  expect(message(varintField(2, 7n), lengthField(2, varint(300n), varint(0n))).uint64s(2, 'bucketCounts')).toEqual([
    7n,
    300n,
    0n,
  ]);
});

test('absent fields are absent or have their default', () => {
  const empty = message();
  expect(empty.double(1, 'sum')).toBeUndefined();
  expect(empty.message(1, 'gauge')).toBeUndefined();
  expect([empty.string(1, 'name'), empty.uint32(1, 'flags'), empty.doubles(1, 'bounds')]).toEqual(['', 0, []]);
});

test('keeps a double that is not a number', () => {
  const doubles = message(doubleField(1, Number.NaN), doubleField(2, Number.NEGATIVE_INFINITY));
  expect([doubles.double(1, 'a'), doubles.double(2, 'b')]).toEqual([Number.NaN, Number.NEGATIVE_INFINITY]);
});

test('a field of the wrong type is named', () => {
  const wrong = message(varintField(4, 1n), lengthField(6, 'seven b'), lengthField(7, Buffer.from([0xff])));
  expect(() => wrong.double(4, 'asDouble')).toThrow('field 4 (asDouble) has wire type 0 but must be 8 bytes');
  expect(() => wrong.fixed64s(6, 'bucketCounts')).toThrow('field 6 (bucketCounts)');
  expect(() => wrong.uint32(6, 'flags')).toThrow('field 6 (flags) has wire type 2 but must be a varint');
  expect(() => wrong.string(4, 'name')).toThrow('must be length-delimited');
  expect(() => wrong.string(7, 'name')).toThrow(TypeError);
});
