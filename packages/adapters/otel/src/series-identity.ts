import type { Metric } from '@bot-metrics/core/backend';
import { SeriesCache } from '@bot-metrics/core/encoding';
import { type HrTime, hrTimeOf } from './hr-time.ts';
import type { Attributes } from './metric-data.ts';

/** What the points of one series have in common; the same object in every collection, so that exporters can cache by it. */
export interface SeriesIdentity {
  readonly attributes: Attributes;
  readonly startTime: HrTime;
}

const identities = new SeriesCache<SeriesIdentity>((metric, slot, createdSeconds) => ({
  attributes: Object.fromEntries(metric.labelsOf(slot)),
  startTime: hrTimeOf(createdSeconds),
}));

/** Returns the identities of the series of one metric, in a snapshot of `snapshotSeconds`. */
export function identitiesOf(
  metric: Metric,
  snapshotSeconds: number,
): (slot: number, created: number) => SeriesIdentity {
  return (slot, createdSeconds) => identities.of(metric, slot, createdSeconds, snapshotSeconds);
}
