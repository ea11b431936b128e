import type { MetricFamily } from '@bot-metrics/core/backend';

/** So many buckets take as many bytes as a number with its labels. */
const BUCKETS_A_NUMBER = 4;
/** Weight of an exponential histogram, whose buckets are small but many. */
const EXPONENTIAL = 8;

/** Returns the size of a point, relative to a number with its labels: about 70 bytes. */
export function pointWeight(family: MetricFamily): number {
  if (family.kind !== 'histogram') return 1;
  return family.exponential === undefined ? 1 + Math.ceil(family.metric.stride / BUCKETS_A_NUMBER) : EXPONENTIAL;
}
