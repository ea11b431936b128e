import { type Family, hasSeries, type Snapshot } from '@bot-metrics/core';

/** Whether there is something to tell of a slot: totals always are, changes only where there was one. */
export function hasPoint(family: Family, slot: number): boolean {
  return hasSeries(family, slot, family.temporality);
}

/** Wall seconds at which a point of the family begins, of a series that began at `created`. */
export function startSecondsOf(
  { temporality }: Family,
  created: number,
  { seconds, sinceSeconds }: Pick<Snapshot, 'seconds' | 'sinceSeconds'>,
): number {
  // A series that began within the interval starts with itself.
  const start = temporality === 'delta' ? Math.max(created, sinceSeconds) : created;
  // Wall time may have been set back since.
  return Math.min(start, seconds);
}

const wholes = new WeakMap<Family, boolean>();

/** Whether every value of a family is a whole number that is exact; answered once for all parts of its snapshot. */
export function isWhole(family: Family): boolean {
  const known = wholes.get(family);
  if (known !== undefined) return known;
  const whole = family.kind !== 'histogram' && areWhole(family, family.values);
  wholes.set(family, whole);
  return whole;
}

function areWhole(family: Family, values: Float64Array): boolean {
  for (let slot = 0; slot < family.slots; slot++) {
    if (!Number.isSafeInteger(values[slot]) && hasPoint(family, slot)) return false;
  }
  return true;
}
