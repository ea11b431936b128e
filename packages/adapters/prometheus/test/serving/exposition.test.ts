import { expect, it } from 'vitest';
import type { Format } from '../../src/formats/format.ts';
import { exposition } from '../../src/serving/exposition.ts';
import type { Page } from '../../src/serving/page.ts';

const CHUNKS = 5;

/** A format that works for two milliseconds on each chunk. */
const slow: Pick<Format, 'write'> = {
  *write() {
    for (let i = 0; i < CHUNKS; i++) {
      const until = performance.now() + 2;
      while (performance.now() < until);
      yield new Uint8Array(1);
    }
  },
};

it('gives the event loop its turn before it works on for another millisecond', async () => {
  let turns = 0;
  let next: NodeJS.Immediate;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  next = setImmediate(count);
  let chunks = 0;
  for await (const chunk of exposition({} as Page, slow as Format)) chunks += chunk.length;
  clearImmediate(next);
  expect(chunks).toBe(CHUNKS);
  expect(turns).toBeGreaterThanOrEqual(CHUNKS - 1);
});
