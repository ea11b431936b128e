import { expect, test } from 'vitest';
import { heapBytes } from '../../src/conformance/heap-bytes.ts';

test('counts retained memory and not released memory', () => {
  const before = heapBytes();
  let held: string[][] | undefined = Array.from({ length: 50_000 }, (_, i) => [`${i}`]);
  expect(heapBytes() - before).toBeGreaterThan(1e6);
  expect(held.length).toBe(50_000);
  held = undefined;
  expect(heapBytes() - before).toBeLessThan(1e6);
});
