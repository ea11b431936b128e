// The reverse direction: metrics that other instrumentation records through OpenTelemetry appear on the @bot-metrics
// page.
import { Metrics } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { NodeSDK } from '@opentelemetry/sdk-node';

const exporter = new PrometheusExporter({ preventServerStart: true });
const sdk = new NodeSDK({ metricReaders: [exporter] });
sdk.start();
metrics.getMeter('cache').createCounter('cache.hits').add(3);

const backend = new PrometheusMetricsBackend({ listen: false, meterProvider: exporter });
new Metrics(backend).counter('bot.posts.sent').add(2);
console.log(await backend.getMetricsOutput());
await sdk.shutdown();
