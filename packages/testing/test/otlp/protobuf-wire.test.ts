import { expect, test } from 'vitest';
import { readVarints, readWireFields } from '../../src/otlp/protobuf-wire.ts';

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');

test('reads each wire type with its value', () => {
  // The examples from https://protobuf.dev/programming-guides/encoding/: field 1 = 150, field 2 = "testing".
  expect(readWireFields(hex('08 9601  12 07 74657374696e67  19 0100000000000000  25 01000000'))).toEqual([
    { number: 1, wireType: 0, value: 150n },
    { number: 2, wireType: 2, value: Buffer.from('testing') },
    { number: 3, wireType: 1, value: hex('0100000000000000') },
    { number: 4, wireType: 5, value: hex('01000000') },
  ]);
});

test('varints keep all 64 bits', () => {
  expect(readVarints(hex('00 7f 8001 ffffffffffffff0f ffffffffffffffffff01'))).toEqual([
    0n,
    127n,
    128n,
    2n ** 53n - 1n,
    2n ** 64n - 1n,
  ]);
});

test('field numbers above 15 take several bytes', () => {
  expect(readWireFields(hex('8001 05 f8ffffff0f 01'))).toEqual([
    { number: 16, wireType: 0, value: 5n },
    { number: 536_870_911, wireType: 0, value: 1n },
  ]);
});

test.each([
  ['08', 'a varint at byte 1 has no end'],
  ['08 ff', 'a varint at byte 1 has no end'],
  ['08 ffffffffffffffffffff01', 'longer than 10 bytes'],
  ['12 05 6162', 'field 2 needs 5 bytes at byte 2 of 4'],
  ['09 00000000', 'field 1 needs 8 bytes at byte 1 of 5'],
  ['00 01', 'field number 0 at byte 0'],
  ['0b 0c', 'wire type 3 at byte 0'],
])('rejects the bytes %s: %s', (digits, message) => {
  expect(() => readWireFields(hex(digits))).toThrow(message);
});
