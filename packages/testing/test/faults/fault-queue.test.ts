import { expect, test } from 'vitest';
import { FaultQueue } from '../../src/faults/fault-queue.ts';
import type { OtlpFault } from '../../src/otlp/otlp-faults.ts';

test('uses up each fault before the next one', () => {
  const faults = new FaultQueue<OtlpFault>();
  faults.add({ kind: 'hang' }, 2);
  faults.add({ kind: 'hang' }, 0);
  faults.add({ kind: 'reset' });
  expect([1, 2, 3, 4].map(() => faults.take()?.kind)).toEqual(['hang', 'hang', 'reset', undefined]);
});

test('an unlimited fault ends when the faults are cleared', () => {
  const faults = new FaultQueue<OtlpFault>();
  faults.add({ kind: 'reset' }, Number.POSITIVE_INFINITY);
  expect([faults.take()?.kind, faults.take()?.kind]).toEqual(['reset', 'reset']);
  faults.clear();
  expect(faults.take()).toBeUndefined();
});
