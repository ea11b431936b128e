import { expect, test } from 'vitest';
import { DropCounts } from '../../src/snapshot/account.ts';

test('records count by reason, and nothing counts for none', () => {
  const counts = new DropCounts();
  counts.add('invalid');
  counts.add('refused', 5);
  counts.add('refused', 2);
  counts.add('removed', 0);
  expect([counts.toObject(), counts.total]).toEqual([{ invalid: 1, refused: 7 }, 8]);
});

test('a copy goes its own way, and leaves out what was before', () => {
  const counts = new DropCounts();
  counts.add('invalid', 3);
  const before = counts.copy();
  counts.add('invalid', 2);
  counts.add('negative');
  expect([before.toObject(), counts.copy(before).toObject()]).toEqual([{ invalid: 3 }, { invalid: 2, negative: 1 }]);
});

test('counts of two parties add up', () => {
  const one = new DropCounts();
  const two = new DropCounts();
  one.add('invalid');
  two.add('invalid', 2);
  one.addAll(two);
  expect([one.toObject(), one.total]).toEqual([{ invalid: 3 }, 3]);
});
