import type { Metric } from '@bot-metrics/core';
import { type HrTime, hrTimeOf } from './hr-time.ts';
import type { Attributes } from './metric-data.ts';
import { SeriesCache } from './series-cache.ts';

/** What the points of one series have in common; the same object in every collection, so that others can cache by it. */
export interface SeriesIdentity {
  readonly attributes: Attributes;
  readonly startTime: HrTime;
}

const known = new WeakMap<Metric, SeriesCache<SeriesIdentity>>();

/** Identities of the series of one metric, for a snapshot of `snapshotSeconds`. */
export function identitiesOf(
  metric: Metric,
  snapshotSeconds: number,
): (slot: number, created: number) => SeriesIdentity {
  const cache = known.get(metric) ?? new SeriesCache();
  known.set(metric, cache);
  return (slot, createdSeconds) => {
    const kept = cache.of(slot, createdSeconds);
    if (kept !== undefined) return kept;
    const identity = {
      attributes: Object.fromEntries(metric.labelsOf(slot)),
      startTime: hrTimeOf(createdSeconds),
    };
    cache.keep(slot, createdSeconds, snapshotSeconds, identity);
    return identity;
  };
}
