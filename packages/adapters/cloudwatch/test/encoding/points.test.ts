import { expect, test } from 'vitest';
import { convertUnit } from '../../src/encoding/points.ts';

for (const [unit, expected] of [
  ['s', 'Seconds'],
  ['ms', 'Milliseconds'],
  ['us', 'Microseconds'],
  ['By', 'Bytes'],
  ['%', 'Percent'],
  ['{request}', 'Count'],
  ['{request}/s', 'Count/Second'],
  ['By/s', 'Bytes/Second'],
  ['Mbit/s', 'Megabits/Second'],
  ['1', 'None'],
  ['s/s', 'None'],
  ['Cel', 'None'],
  ['constructor', 'None'],
  [undefined, 'None'],
] as const) {
  test(`${unit ?? 'no unit'} becomes ${expected}`, () => {
    expect(convertUnit(unit)).toBe(expected);
  });
}
