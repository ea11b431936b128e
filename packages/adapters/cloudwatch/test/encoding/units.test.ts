import { expect, test } from 'vitest';
import { cloudWatchUnit } from '../../src/encoding/units.ts';

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
  test(`${unit ?? 'no unit'} is ${expected}`, () => {
    expect(cloudWatchUnit(unit)).toBe(expected);
  });
}
