import type { LabelSchema } from '../labels/label-schema.ts';

/** The four metric types. */
export type MetricType = 'counter' | 'upDownCounter' | 'gauge' | 'histogram';

/** The definition of a metric, as backends receive it. */
export interface MetricDefinition {
  /** OpenTelemetry style: `http.server.request.duration`. Each backend translates it by its own convention. */
  readonly name: string;
  readonly type: MetricType;
  readonly description?: string;
  /** A UCUM unit: `s`, `By`, `1`, or an annotation such as `{request}`. */
  readonly unit?: string;
  /** @default no labels */
  readonly labels?: LabelSchema;
  /**
   * Inclusive, increasing upper bounds of a histogram's buckets, in the unit of the metric. Or `exponential`: base 2, at most
   * 160 buckets of each sign, as fine as the range of the values allows, for backends that support them.
   * @default secondsBuckets
   */
  readonly buckets?: readonly number[] | 'exponential';
  /** The most series; further records go into one overflow series, a gauge drops them. @default 2000 */
  readonly limit?: number;
  /** Seconds without a record after which a series is removed. @default never */
  readonly expireAfter?: number;
}

/**
 * Bucket bounds for request durations, in seconds.
 * Source: the advice of `http.server.request.duration` in OpenTelemetry's semantic conventions.
 */
export const secondsBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/**
 * Bucket bounds for durations of database operations, in seconds.
 * Source: the advice of `db.client.operation.duration` in OpenTelemetry's semantic conventions.
 */
export const databaseBuckets: readonly number[] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
