import { expect, it } from 'vitest';
import { overwriteVarint, ProtobufWriter } from '../../src/formats/protobuf-writer.ts';

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
