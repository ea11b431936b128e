// Exports @bot-metrics metrics through the readers and exporters of an existing OpenTelemetry NodeSDK.
import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { createMetricProducer } from '@bot-metrics/otel';
import { ConsoleMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';

const backend = new MultiMetricsBackend();
const reader = new PeriodicExportingMetricReader({
  exporter: new ConsoleMetricExporter(),
  metricProducers: [createMetricProducer(backend.store)],
});
const sdk = new NodeSDK({ metricReaders: [reader] });
sdk.start();

new Metrics(backend).counter('bot.posts.sent', { labels: ['kind'] }).add(2, { kind: 'photo' });
await sdk.shutdown(); // exports everything recorded
