import type { LabelSchema } from '../labels/label-schema.ts';

/** The four kinds of metrics. */
export type MetricType = 'counter' | 'upDownCounter' | 'gauge' | 'histogram';

/** What backends are told of a metric. */
export interface MetricDefinition {
  /** OpenTelemetry style: `http.server.request.duration`. Each backend translates it by its own convention. */
  readonly name: string;
  readonly type: MetricType;
  readonly description?: string;
  /** A UCUM unit: `s`, `By`, `1`, or an annotation such as `{request}`. */
  readonly unit?: string;
  readonly labels?: LabelSchema;
  /**
   * Upper bounds of a histogram's buckets, inclusive and increasing; or `exponential`: at most 160 buckets for each sign,
   * as fine as the range of the values allows, for backends that can carry them.
   * @default secondsBuckets
   */
  readonly buckets?: readonly number[] | 'exponential';
  /** Series budget. @default 2000 */
  readonly limit?: number;
  /** Seconds without a record after which a series is taken out. @default never */
  readonly expireAfter?: number;
}

/** OpenTelemetry's advice for durations of requests, in seconds. */
export const secondsBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** OpenTelemetry's advice for durations of database operations, in seconds. */
export const databaseBuckets: readonly number[] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
