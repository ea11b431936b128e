import { expect, test } from 'vitest';
import { parseDuration } from '../../src/options/duration.ts';

test.each([
  [15, 15],
  ['15', 15],
  ['500ms', 0.5],
  ['1.5s', 1.5],
  ['5m', 300],
  ['24h', 86_400],
])('%o is %f seconds', (written, seconds) => {
  expect(parseDuration(written)).toBe(seconds);
});

test.each([0, -1, Number.NaN, '', '0s', '25h', '5 parsecs', '1e3', 's', true, null, undefined])(
  '%o is no duration',
  (written) => {
    expect(parseDuration(written)).toBeUndefined();
  },
);
