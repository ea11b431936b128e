import { expect, it } from 'vitest';
import { overwriteVarint, ProtobufWriter, varintBytes } from '../../src/encoding/protobuf-writer.ts';

function written(write: (writer: ProtobufWriter) => void): string {
  // One byte of room, so that everything has to grow.
  const writer = new ProtobufWriter(1);
  write(writer);
  return Buffer.from(writer.take()).toString('hex');
}

it('writes whole numbers of up to 53 bits, also below zero', () => {
  expect(written((writer) => writer.uint(1, 300))).toBe('08ac02');
  expect(written((writer) => writer.sint(1, -2))).toBe('0803');
  for (const value of [0, 1, -1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    const expected = Buffer.alloc(8);
    expected.writeBigInt64LE(BigInt(value));
    expect(written((writer) => writer.fixed64(1, value))).toBe(`09${expected.toString('hex')}`);
  }
});

it('writes doubles and packed numbers', () => {
  expect(written((writer) => writer.double(1, 1))).toBe('09000000000000f03f');
  expect(written((writer) => writer.doubles(1, Float64Array.of(1, -0)))).toBe('0a10000000000000f03f0000000000000080');
  expect(written((writer) => writer.fixed64s(1, Float64Array.of(1, 256)))).toBe('0a1001000000000000000001000000000000');
});

it('writes text, and bytes as they are', () => {
  expect(written((writer) => writer.text(2, 'ü\ud800'))).toBe('1205c3bcefbfbd');
  expect(written((writer) => writer.byteString(2, new Uint8Array(200)))).toBe(`12c801${'00'.repeat(200)}`);
});

it('writes packed varints', () => {
  expect(written((writer) => writer.uints(8, [1, 300]))).toBe('420301ac02');
  expect(written((writer) => writer.sints(7, [-2, 2]))).toBe('3a020304');
  expect(written((writer) => writer.uints(8, []))).toBe('4200');
});

it('knows how long a varint is', () => {
  expect([0, 127, 128, 2 ** 53 - 1].map(varintBytes)).toEqual([1, 1, 2, 8]);
});

it('takes what was written since the last time', () => {
  const writer = new ProtobufWriter(1);
  writer.uint(1, 1);
  const first = writer.take();
  writer.uint(1, 2);
  expect([first, writer.take(), writer.take()].map((bytes) => [...bytes])).toEqual([[8, 1], [8, 2], []]);
});

it.each([
  [0, 127],
  [128, 16_383],
  [16_384, 2_097_151],
])('writes a varint over another of the same length, as %i and %i are, and no other', (fewest, most) => {
  const writer = new ProtobufWriter(1);
  writer.varint(most);
  const bytes = writer.take();
  writer.varint(fewest);
  const expected = writer.take();
  expect(overwriteVarint(bytes, 0, fewest)).toBe(expected.length);
  expect(bytes).toEqual(expected);
  expect(overwriteVarint(bytes, 0, most + 1)).toBe(-1);
  if (fewest > 0) expect(overwriteVarint(expected, 0, fewest - 1)).toBe(-1);
});

it('gives a message the shortest length, however long it is', () => {
  const writer = new ProtobufWriter(1);
  for (const length of [127, 128, 20_000]) {
    const message = writer.begin(1);
    writer.raw(new Uint8Array(length).fill(7));
    writer.end(message);
  }
  const heads = [
    [10, 127],
    [10, 128, 1],
    [10, 160, 156, 1],
  ];
  const lengths = [127, 128, 20_000];
  expect(Array.from(writer.take())).toEqual(
    lengths.flatMap((length, i) => [...heads[i]!, ...new Array<number>(length).fill(7)]),
  );
});
