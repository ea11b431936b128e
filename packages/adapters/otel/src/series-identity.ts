import type { Metric } from '@bot-metrics/core';
import { type HrTime, hrTimeOf } from './hr-time.ts';
import type { Attributes } from './metric-data.ts';

/** What the points of one series have in common; the same object in every collection, so that others can cache by it. */
export interface SeriesIdentity {
  readonly attributes: Attributes;
  readonly startTime: HrTime;
}

/** By slot. An entry belongs to the series that began at `createdSeconds`. */
type Slots = { readonly createdSeconds: number; readonly identity: SeriesIdentity }[];

const known = new WeakMap<Metric, Slots>();

/** Identities of the series of one metric, for a snapshot of `snapshotSeconds`. */
export function identitiesOf(
  metric: Metric,
  snapshotSeconds: number,
): (slot: number, created: number) => SeriesIdentity {
  let slots = known.get(metric);
  if (slots === undefined) {
    slots = [];
    known.set(metric, slots);
  }
  const entries = slots;
  return (slot, createdSeconds) => {
    const entry = entries[slot];
    if (entry !== undefined && entry.createdSeconds === createdSeconds) return entry.identity;
    const identity = {
      attributes: Object.fromEntries(metric.labelsOf(slot)),
      startTime: hrTimeOf(createdSeconds),
    };
    // A series as young as the snapshot could be replaced in its slot by another that began in the same millisecond.
    if (createdSeconds < snapshotSeconds) entries[slot] = { createdSeconds, identity };
    return identity;
  };
}
