import { expect, test } from 'vitest';
import { within } from '../../src/conformance/within.ts';

test('returns the result or error of what ends in time', async () => {
  expect(await within('it', 5, Promise.resolve(1))).toBe(1);
  await expect(within('it', 5, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('reports by name what never ends', async () => {
  await expect(within('flush()', 0.01, new Promise(() => {}))).rejects.toThrow('flush() did not end within 0.01 s');
});
