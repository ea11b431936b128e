/** Bounds in blocks of sixteen, filled up with `Infinity`, at least one of them: what `bucketOf` searches in. */
export function searchable(bounds: Float64Array): Float64Array {
  const blocks = new Float64Array(16 * (Math.floor(bounds.length / 16) + 1)).fill(Infinity);
  blocks.set(bounds);
  return blocks;
}

/**
 * How many bounds a finite value is above: its bucket.
 *
 * Comparisons are added up instead of branched on, as the processor cannot foretell their outcome: 3 to 6 ns whatever the
 * values, where a loop over 11 or 14 bounds took 3 to 20 on Node 24, and binary searches with branches 10 to 30.
 */
export function bucketOf(blocks: Float64Array, value: number): number {
  let bucket = 0;
  while (value > blocks[bucket + 15]!) bucket += 16;
  bucket += +(value > blocks[bucket + 7]!) * 8;
  bucket += +(value > blocks[bucket + 3]!) * 4;
  bucket += +(value > blocks[bucket + 1]!) * 2;
  return bucket + +(value > blocks[bucket]!);
}
