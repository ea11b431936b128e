import { Metrics } from '@bot-metrics/core';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { labelsOf } from '../pages.ts';

/** Many counters that are exported over OTLP as protobuf. */
interface Exported {
  /** Adds one to each. */
  touch(): void;
  /** Resolves when the receiver has them all. */
  export(): Promise<void>;
}

type ExporterOptions = NonNullable<ConstructorParameters<typeof OTLPMetricExporter>[0]>;

/** Neither exports by itself while it is measured. */
const HOUR_SECONDS = 3600;
const LIMIT_SECONDS = 60;

export const exporters: Record<string, (port: number, series: number, compression: 'none' | 'gzip') => Exported> = {
  'ours.otlp'(port, series, compression) {
    const endpoint = `http://127.0.0.1:${port}`;
    const backend = new OtlpMetricsBackend({ endpoint, compression, interval: HOUR_SECONDS, timeout: LIMIT_SECONDS });
    const counter = new Metrics(backend, { limit: series + 1 }).counter('requests', { labels: ['a', 'b', 'c'] });
    return {
      touch() {
        for (let i = 0; i < series; i++) counter.add(1, labelsOf(i));
      },
      export: () => backend.flush(),
    };
  },
  'opentelemetry.otlp'(port, series, compression) {
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({
        url: `http://127.0.0.1:${port}/v1/metrics`,
        // The values of an enum that the package does not export.
        compression: compression as NonNullable<ExporterOptions['compression']>,
        timeoutMillis: LIMIT_SECONDS * 1000,
      }),
      exportIntervalMillis: HOUR_SECONDS * 1000,
      exportTimeoutMillis: LIMIT_SECONDS * 1000,
      cardinalityLimits: { default: series + 2 },
    });
    const counter = new MeterProvider({ readers: [reader] }).getMeter('bench').createCounter('requests');
    return {
      touch() {
        for (let i = 0; i < series; i++) counter.add(1, labelsOf(i));
      },
      export: () => reader.forceFlush(),
    };
  },
};
