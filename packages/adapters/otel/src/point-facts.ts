import { type Family, hasSeries, type Snapshot } from '@bot-metrics/core';

/** How the points of a family are to be read: a delta reader, too, gets the totals of up-down counters. */
export function toldAs({ metric }: Family, temporality: 'cumulative' | 'delta'): 'cumulative' | 'delta' {
  return metric.definition.type === 'upDownCounter' ? 'cumulative' : temporality;
}

/** Wall seconds at which a point begins, of a series that began at `created`. */
export function startSecondsOf(
  created: number,
  { seconds, sinceSeconds }: Pick<Snapshot, 'seconds' | 'sinceSeconds'>,
  told: 'cumulative' | 'delta',
): number {
  // A series that began within the interval starts with itself.
  const start = told === 'delta' ? Math.max(created, sinceSeconds) : created;
  // Wall time may have been set back since.
  return Math.min(start, seconds);
}

const wholes = new WeakMap<Family, boolean>();

/** Whether every value of a family is a whole number that is exact; answered once for all parts of its snapshot. */
export function isWhole(family: Family, temporality: 'cumulative' | 'delta'): boolean {
  const known = wholes.get(family);
  if (known !== undefined) return known;
  const whole = family.kind !== 'histogram' && areWhole(family, family.values, temporality);
  wholes.set(family, whole);
  return whole;
}

function areWhole(family: Family, values: Float64Array, temporality: 'cumulative' | 'delta'): boolean {
  for (let slot = 0; slot < family.slots; slot++) {
    if (!Number.isSafeInteger(values[slot]) && hasSeries(family, slot, temporality)) return false;
  }
  return true;
}
