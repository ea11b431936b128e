import { bounded, Metrics, type MetricsBackendPort, optional } from '@bot-metrics/core';
import { instrumentPgPool } from '@bot-metrics/database/pg';
import { instrumentHttpServer } from '@bot-metrics/http';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { createBotMetrics, defineConfig } from '@bot-metrics/sdk';
import { StatsdMetricsBackend } from '@bot-metrics/statsd';
import { instrumentGrammy } from '@bot-metrics/telegram/grammy';

const backends: MetricsBackendPort[] = [
  new PrometheusMetricsBackend(),
  new OtlpMetricsBackend(),
  new StatsdMetricsBackend(),
];
const orders = new Metrics(backends[0]!).counter('orders', {
  labels: { status: ['paid', 'failed'], shop: bounded(10), reason: optional(['stock']) },
});
orders.add(1, { status: 'paid', shop: 'any' });
orders.bind({ status: 'failed', shop: 'any', reason: 'stock' }).add(1);
export const config = defineConfig({ backends: { cloud: { type: 'otlp', interval: '60s' } } });
export const functions = [createBotMetrics, instrumentGrammy, instrumentHttpServer, instrumentPgPool];
