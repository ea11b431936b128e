import { expect, test } from 'vitest';
import { sparkline } from '../../src/output/sparkline.ts';

test.each([
  [[0, 1, 2, 3, 4, 5, 6, 7, 8], 0, '▁▂▃▄▅▆▇██'],
  [[100, 150, 200], 100, '▁▅█'],
  [[3, 3, 3], 3, '▁▁▁'],
  [[0, 0], 0, '▁▁'],
  [[Number.NaN, 1, Number.NaN, 2], 0, ' ▅ █'],
  [[], 0, ''],
])('draws %j from %d as %j', (values, base, line) => {
  expect(sparkline(values, base)).toBe(line);
});
