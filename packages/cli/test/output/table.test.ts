import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import { table } from '../../src/output/table.ts';

test('aligns columns, numbers to the right, without trailing spaces', () => {
  expect(
    table(
      [
        ['name', 'n', ''],
        ['a', '10', 'x'],
        ['long name', '1', ''],
      ],
      [1],
    ),
  ).toBe('name        n\na          10  x\nlong name   1');
});

test('ignores colour codes when aligning', () => {
  const red = styleText('red', 'a', { validateStream: false });

  expect(
    table([
      ['x', '|'],
      [red, '|'],
      ['yy', '|'],
    ]),
  ).toBe(`x   |\n${red}   |\nyy  |`);
});
