import { hasSeries, type MetricFamily, type Snapshot } from '../snapshot/snapshot.ts';

/** Whether a slot has a point to send: cumulative points are always sent, delta points only after a change. */
export function hasPoint(family: MetricFamily, slot: number): boolean {
  return hasSeries(family, slot, family.temporality);
}

/** Wall seconds at which a point of the family starts, for a series that started at `created`. */
export function startSecondsOf(
  { temporality }: MetricFamily,
  created: number,
  { seconds, sinceSeconds }: Pick<Snapshot, 'seconds' | 'sinceSeconds'>,
): number {
  // A series that started within the interval has no earlier start.
  const start = temporality === 'delta' ? Math.max(created, sinceSeconds) : created;
  // The wall clock may have been set back since.
  return Math.min(start, seconds);
}
