import type { Family } from '@bot-metrics/core';

/** Buckets that take as much room as a number with its labels. */
const BUCKETS_A_NUMBER = 4;
/** Of an exponential histogram, whose buckets are small but many. */
const EXPONENTIAL = 8;

/** What a point costs to send, where a number with its labels costs 1: some 70 bytes. */
export function pointWeight(family: Family): number {
  if (family.kind !== 'histogram') return 1;
  return family.exponential === undefined ? 1 + Math.ceil(family.metric.stride / BUCKETS_A_NUMBER) : EXPONENTIAL;
}
