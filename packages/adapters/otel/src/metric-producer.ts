import type { MetricFamily, MetricStore } from '@bot-metrics/core/backend';
import { intervalFamilies } from './interval-families.ts';
import type { ResourceMetrics } from './metric-data.ts';
import { resourceMetricsOf } from './resource-metrics.ts';

/** What the producer hands to its reader. */
export interface MetricProducerOptions {
  /**
   * What the points hold: totals since the start, or changes since the last collection. The OpenTelemetry reader and its
   * exporter pass on what they get, so choose what the receiver wants.
   * @default 'cumulative'
   */
  readonly temporality?: 'cumulative' | 'delta';
  /** The name that the store's accounts show. @default 'otel' */
  readonly name?: string;
}

/** Structurally the `MetricProducer` of sdk-metrics 2.x and 3.x. */
export interface MetricProducer {
  /** Never rejects: what goes wrong is in `errors`. */
  collect(options?: { timeoutMillis?: number }): Promise<CollectionResult>;
}

/** What a producer answers: OpenTelemetry's `CollectionResult`. */
export interface CollectionResult {
  readonly resourceMetrics: ResourceMetrics;
  readonly errors: unknown[];
}

const resource = { attributes: {} };

/**
 * Lets an OpenTelemetry `MetricReader` read the store: pass it in the reader's `metricProducers`.
 *
 * An OpenTelemetry reader does not tell its producers what became of a collection. So nothing read this way counts as
 * delivered: its records stay pending in the account of `name`. A cumulative producer makes up for a failed export with the
 * next one; a delta producer keeps its last values itself and loses what its reader loses. Make one delta producer per reader.
 *
 * Views, limits and the resource of the reader do not apply to producers, except that a `MeterProvider` sets its own resource.
 */
export function createMetricProducer(store: MetricStore, options: MetricProducerOptions = {}): MetricProducer {
  const { temporality = 'cumulative', name = 'otel' } = options;
  // Cumulative either way: a delta reader would have to acknowledge, which claims a delivery that nobody confirmed.
  const reader = store.openReader({ name, destination: 'opentelemetry' });
  let last: readonly MetricFamily[] = [];
  let sinceSeconds = 0;
  return {
    async collect() {
      try {
        const snapshot = await reader.collect();
        const { seconds, families } = snapshot;
        try {
          if (temporality === 'cumulative')
            return { resourceMetrics: resourceMetricsOf(snapshot, { resource }), errors: [] };
          const interval = { seconds, sinceSeconds, families: intervalFamilies(last, families) };
          const resourceMetrics = resourceMetricsOf(interval, { resource });
          last = families;
          sinceSeconds = seconds;
          return { resourceMetrics, errors: [] };
        } finally {
          snapshot.release();
        }
      } catch (error) {
        return {
          resourceMetrics: resourceMetricsOf({ seconds: 0, sinceSeconds: 0, families: [] }, { resource }),
          errors: [error],
        };
      }
    },
  };
}
