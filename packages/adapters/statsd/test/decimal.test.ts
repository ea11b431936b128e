import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal } from '../src/decimal.ts';

test('writes very large and very small numbers in plain digits', () => {
  expect(decimal(1.5e21)).toBe('1500000000000000000000');
  expect(decimal(-1.25e-7)).toBe('-0.000000125');
  expect(decimal(5e-324)).toMatch(/^0\.0{323}5$/);
  expect(decimal(-0)).toBe('0');
  expect(decimal(0.1)).toBe('0.1');
});

test('whatever the number, the digits read as the same one', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(decimal(value)).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(decimal(value)) + 0).toBe(value + 0);
    }),
  );
});
