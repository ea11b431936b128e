import { EventEmitter } from 'node:events';
import {
  BusinessMetricsService,
  ConsoleDiagnostics,
  DatabaseMetricsService,
  HealthCheckService,
  type LabelSchema,
  type MetricDefinition,
  Metrics,
  MetricsCollectorService,
  MultiMetricsBackend,
  metricsTimer,
  SystemMetricsService,
  systemClock,
  TaskQueueMetricsService,
} from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { instrumentHttpClient, instrumentHttpServer } from '@bot-metrics/http';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { NodeRuntimeMetrics } from '@bot-metrics/system';
import { instrumentBullmqWorker } from '@bot-metrics/tasks/bullmq';
import { instrumentGrammy } from '@bot-metrics/telegram/grammy';
import type { Worker } from 'bullmq';
import { Bot } from 'grammy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PromQlServer, startVictoriaMetrics, until } from './server.ts';

/** The catalogue without the backends' own metrics. */
const catalogue = [
  'bot.app.info',
  'bot.channels',
  'bot.health.check.duration',
  'bot.health.check.last_success',
  'bot.health.check.status',
  'bot.post_views.updated',
  'bot.posts.scheduled',
  'bot.posts.sent',
  'bot.users',
  'db.client.connection.count',
  'db.client.connection.max',
  'db.client.connection.pending_requests',
  'db.client.operation.duration',
  'function.duration',
  'http.client.request.duration',
  'http.server.active_requests',
  'http.server.request.duration',
  'messaging.process.duration',
  'messaging.queue.depth',
  'nodejs.eventloop.delay.max',
  'nodejs.eventloop.utilization',
  'process.cpu.time',
  'process.memory.usage',
  'system.cpu.utilization',
  'system.filesystem.utilization',
  'system.memory.utilization',
  'task.workers.active',
  'telegram.client.flood_wait',
  'telegram.client.request.duration',
  'telegram.poll.errors',
  'telegram.poll.last_success',
  'telegram.recipients.unreachable',
  'telegram.update.duration',
  'telegram.update.lag',
  'telegram.updates.active',
  'telegram.updates.pending',
  'v8js.gc.duration',
  'v8js.memory.heap.used',
];

const zero = async (): Promise<number> => 0;

/** The definitions of the services and integrations. */
function definitions(naming: 'semantic' | 'classic'): MetricDefinition[] {
  const store = new MetricStore({ diagnostics: new ConsoleDiagnostics(systemClock) });
  const metrics = new Metrics(store);
  const collector = new MetricsCollectorService(metrics, { naming });
  new BusinessMetricsService(metrics, { naming });
  const host = { getMemoryUsage: zero, getCpuUsage: zero, getDiskUsage: zero, isAvailable: async () => true };
  new SystemMetricsService(metrics, host, { naming });
  const pool = { getActiveConnections: zero, getIdleConnections: zero, getPoolSize: zero };
  new DatabaseMetricsService(metrics, pool, { naming });
  new TaskQueueMetricsService(metrics, { getActiveWorkers: zero, getQueueLength: zero }, { naming });
  new HealthCheckService(metrics, { naming });
  const undo: (() => void)[] = [];
  if (naming === 'semantic') {
    metricsTimer({ metricType: 'function', metricName: 'f', collector })(() => {})();
    const runtime = new NodeRuntimeMetrics(metrics);
    runtime.start();
    undo.push(
      () => runtime.stop(),
      instrumentHttpServer(collector),
      instrumentHttpClient(collector),
      instrumentGrammy(new Bot('1:x'), collector, { pendingUpdatesInterval: 3600 }),
      instrumentBullmqWorker(new EventEmitter() as unknown as Worker, collector),
    );
  }
  for (const take of undo) take();
  return [...store.metrics].map(({ definition }) => definition);
}

/** Makes one record with a value for every label. The values distinguish the metrics. */
function record(metrics: Metrics, definition: MetricDefinition, index: number): void {
  const { name, type, labels = [] } = definition;
  const names: readonly string[] = isList(labels) ? labels : Object.keys(labels);
  const given = Object.fromEntries(names.map((label) => [label, `some ${label}`]));
  const value = index + 0.25;
  if (type === 'counter') metrics.counter(name, definition).add(value, given);
  else if (type === 'upDownCounter') metrics.upDownCounter(name, definition).add(value, given);
  else if (type === 'gauge') metrics.gauge(name, definition).set(value, given);
  else metrics.histogram(name, definition).record(value / 10, given);
}

function isList(labels: LabelSchema): labels is readonly string[] {
  return Array.isArray(labels);
}

/**
 * The samples of a page, sorted, without comments and without the resource labels that VictoriaMetrics adds to every
 * series.
 */
function readSamples(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('target_info'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [
        label,
        text,
      ]);
      return sample(name, Object.fromEntries(pairs), Number(value));
    })
    .sort();
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}{${pairs.sort().join(',')}} ${value}`;
}

async function storedSamples(server: PromQlServer, service: string): Promise<string[]> {
  const match = encodeURIComponent(`{service_name="${service}"}`);
  const text = await (await fetch(`${server.url}/api/v1/export?match[]=${match}`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { metric, values } = JSON.parse(line) as { metric: Record<string, string>; values: number[] };
      const { __name__: name = '', service_name: _, ...labels } = metric;
      return sample(name, labels, values.at(-1) ?? Number.NaN);
    })
    .sort();
}

let server: PromQlServer;

beforeAll(async () => {
  server = await startVictoriaMetrics();
});
afterAll(() => server?.close());

test.each(['semantic', 'classic'] as const)(
  'VictoriaMetrics over OTLP has the names, labels and values of the Prometheus page, for every %s metric',
  async (naming) => {
    const defined = definitions(naming);
    if (naming === 'semantic') expect(defined.map(({ name }) => name)).toEqual(expect.arrayContaining(catalogue));
    const page = new PrometheusMetricsBackend({ listen: false });
    const endpoint = `${server.url}/opentelemetry`;
    const otlp = new OtlpMetricsBackend({ endpoint, resource: { 'service.name': naming } });
    const backend = new MultiMetricsBackend([page, otlp]);
    for (const [index, definition] of defined.entries()) record(new Metrics(backend), definition, index + 1);
    await backend.flush(10);
    expect(backend.accounts().otlp).toMatchObject({ offered: defined.length, delivered: defined.length });
    const expected = readSamples(await page.getMetricsOutput());
    expect(expected.length).toBeGreaterThan(defined.length);
    await until('everything to be stored', async () => {
      return (await storedSamples(server, naming)).length >= expected.length;
    }).catch(() => {});
    expect(await storedSamples(server, naming)).toEqual(expected);
    await backend.shutdown();
  },
);

test("the backends' own metrics have the same names too", async () => {
  const page = new PrometheusMetricsBackend({ listen: false });
  const endpoint = `${server.url}/opentelemetry`;
  const otlp = new OtlpMetricsBackend({ endpoint, resource: { 'service.name': 'own' } });
  const backend = new MultiMetricsBackend([page, otlp], { ownMetrics: true });
  backend.recordCounter('hits');
  await backend.flush(10);
  await backend.flush(10);
  const namesIn = (samples: string[]): string[] =>
    [...new Set(samples.map((text) => text.replace(/ \S+$/, '')))].filter((text) => text.startsWith('bot_metrics_'));
  const expected = namesIn(readSamples(await page.getMetricsOutput()));
  expect(expected.length).toBeGreaterThan(5);
  await until('everything to be stored', async () => {
    return namesIn(await storedSamples(server, 'own')).length >= expected.length;
  }).catch(() => {});
  expect(namesIn(await storedSamples(server, 'own'))).toEqual(expected);
  await backend.shutdown();
});
