import { expect, test } from 'vitest';
import { sumOfAccounts } from '../../src/store/account.ts';

test('accounts add up, dropped records by their reason', () => {
  const one = { offered: 10, delivered: 5, pending: 2, dropped: { invalid: 1, refused: 2 }, ambiguous: 1 };
  const two = { offered: 4, delivered: 1, pending: 1, dropped: { refused: 1, oversize: 1 }, ambiguous: 0 };
  expect(sumOfAccounts([one, two])).toEqual({
    offered: 14,
    delivered: 6,
    pending: 3,
    dropped: { invalid: 1, refused: 3, oversize: 1 },
    ambiguous: 1,
  });
});

test('the sum of no account is an empty one', () => {
  expect(sumOfAccounts([])).toEqual({ offered: 0, delivered: 0, pending: 0, dropped: {}, ambiguous: 0 });
});
