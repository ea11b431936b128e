import type { MetricFamily, MetricStore } from '@bot-metrics/core/backend';
import type { ResourceMetrics } from './metric-data.ts';
import { resourceMetricsOf } from './resource-metrics.ts';
import { subtractFamilies } from './subtract-families.ts';

/** The data that a producer returns to its reader. */
export interface MetricProducerOptions {
  /**
   * Whether points hold totals since the start, or changes since the last collection. The OpenTelemetry reader and its exporter do
   * not convert them, so choose the temporality of the receiver.
   * @default 'cumulative'
   */
  readonly temporality?: 'cumulative' | 'delta';
  /** The name of the account in the store. @default 'otel' */
  readonly name?: string;
}

/** Structurally the `MetricProducer` of sdk-metrics 2.x and 3.x. */
export interface MetricProducer {
  /** Never rejects: failures are in `errors`. */
  collect(options?: { timeoutMillis?: number }): Promise<CollectionResult>;
}

/** The result of a collection: OpenTelemetry's `CollectionResult`. */
export interface CollectionResult {
  readonly resourceMetrics: ResourceMetrics;
  readonly errors: unknown[];
}

const resource = { attributes: {} };

/**
 * Lets an OpenTelemetry `MetricReader` read the store: pass it in the reader's `metricProducers`.
 *
 * An OpenTelemetry reader does not report to its producers whether an export succeeded. So records never count as delivered, but stay
 * pending in the account of `name`. After a failed export, the next collection of a cumulative producer contains all records. A delta
 * producer stores its last values itself, and loses the changes that its reader loses. Create one delta producer per reader.
 *
 * Views and limits of the reader do not apply to producers. A `MeterProvider` sets its own resource.
 */
export function createMetricProducer(store: MetricStore, options: MetricProducerOptions = {}): MetricProducer {
  const { temporality = 'cumulative', name = 'otel' } = options;
  // Always cumulative: a delta reader would have to acknowledge snapshots, although nobody confirms their delivery.
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
          const interval = { seconds, sinceSeconds, families: subtractFamilies(last, families) };
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
