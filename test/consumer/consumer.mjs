// Uses the packages like a service that installed them from the registry. Prints what three receivers saw.
import { createServer } from 'node:http';
import { instrumentHttpServer } from '@bot-metrics/http';
import { createMetricProducer } from '@bot-metrics/otel';
import { createBotMetrics } from '@bot-metrics/sdk';
import { startOtlpReceiver, startTcpCapture } from '@bot-metrics/testing';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

const receiver = await startOtlpReceiver();
const daemon = await startTcpCapture();
const metrics = await createBotMetrics(
  {
    service: { name: 'consumer' },
    backends: {
      page: { type: 'prometheus', port: 0 },
      cloud: { type: 'otlp', endpoint: receiver.endpoint },
      agent: { type: 'statsd', protocol: 'tcp', port: daemon.port },
    },
  },
  { configFile: false, env: {} },
);
instrumentHttpServer(metrics.collector);
const api = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
await new Promise((listening) => api.once('listening', listening));
await (await fetch(`http://127.0.0.1:${api.address().port}/`)).text();
metrics.counter('orders', { labels: ['kind'] }).add(5, { kind: 'new' });

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const producer = createMetricProducer(metrics.backend.store);
const reader = new PeriodicExportingMetricReader({
  exporter,
  metricProducers: [producer],
  exportIntervalMillis: 60_000,
});
const provider = new MeterProvider({ readers: [reader] });
await provider.forceFlush();
const exported = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));

const page = await (await fetch(metrics.backends.get('page').address)).text();
await metrics.shutdown(5);
const result = {
  node: process.version,
  page: Number(/^orders_total\{kind="new"\} (\d+)$/m.exec(page)?.[1]),
  otlp: receiver.value('orders', { kind: 'new' }),
  statsd: daemon.lines.includes('orders;kind=new:5|c'),
  sdk: exported.find(({ descriptor }) => descriptor.name === 'orders')?.dataPoints[0]?.value,
  requests: /^http_server_request_duration_seconds_count\{.*\} (\d+)$/m.exec(page)?.[1],
};
await Promise.all([receiver.close(), daemon.close(), provider.shutdown()]);
api.close();
api.closeAllConnections();
console.log(JSON.stringify(result));
