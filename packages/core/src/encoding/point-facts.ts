import { hasSeries, type MetricFamily, type Snapshot } from '../snapshot/snapshot.ts';

/** Whether a slot has a point to send: cumulative points are always sent, delta points only after a change. */
export function hasPoint(family: MetricFamily, slot: number): boolean {
  return hasSeries(family, slot, family.temporality);
}

/** The shortest interval of a point: a point must start before its time, also one of a series that is younger than a tick of the clock. */
const SHORTEST_SECONDS = 0.001;

/**
 * Wall seconds at which a point of the family starts, for a series that started at `created`. Always before the time of the snapshot.
 * Source: "Resets and Gaps" in https://opentelemetry.io/docs/specs/otel/metrics/data-model/
 */
export function startSecondsOf(
  { temporality }: MetricFamily,
  created: number,
  { seconds, sinceSeconds }: Pick<Snapshot, 'seconds' | 'sinceSeconds'>,
): number {
  // A series that started within the interval has no earlier start.
  const start = temporality === 'delta' ? Math.max(created, sinceSeconds) : created;
  // The wall clock may have been set back since.
  return Math.min(start, seconds - SHORTEST_SECONDS);
}
