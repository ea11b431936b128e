import { bounded, type MetricDefinition, MultiMetricsBackend, optional } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { definedMetrics } from '../../src/catalogue/defined-metrics.ts';
import { seriesEstimates } from '../../src/catalogue/series-estimate.ts';
import { parsePage } from '../../src/page/parse-page.ts';

const estimate = (definition: MetricDefinition, kind = 'prometheus') =>
  seriesEstimates({ all: [definition], seenBy: () => [definition] }, new Map([['it', { kind }]]))[0];

const closed = { status: ['paid', 'failed'], kind: optional(['a', 'b', 'c']) } as const;

test.each<[string, MetricDefinition, number, 'labels' | 'limit']>([
  ['no labels', { name: 'm', type: 'counter' }, 1, 'labels'],
  ['closed labels', { name: 'm', type: 'counter', labels: closed }, 8, 'labels'],
  ['a bounded label', { name: 'm', type: 'counter', labels: { channel: bounded(50) } }, 51, 'labels'],
  ['open labels', { name: 'm', type: 'counter', labels: ['user'] }, 2001, 'limit'],
  ['open labels and a limit', { name: 'm', type: 'counter', labels: ['user'], limit: 10 }, 11, 'limit'],
  ['a gauge with open labels', { name: 'm', type: 'gauge', labels: ['user'], limit: 10 }, 10, 'limit'],
  ['a histogram', { name: 'm', type: 'histogram', labels: closed, buckets: [1, 2] }, 8, 'labels'],
])(
  '%s: the estimate equals the page of a backend on which every label set was recorded',
  async (_, definition, sets, boundBy) => {
    const backend = new PrometheusMetricsBackend({ listen: false });
    const fanOut = new MultiMetricsBackend([backend], { diagnostics: new CollectedDiagnostics() });
    fanOut.initializeMetric(definition);
    for (const labels of everyLabelSet(definition)) {
      if (definition.type === 'counter') fanOut.recordCounter('m', 1, labels);
      else if (definition.type === 'gauge') fanOut.setGauge('m', 1, labels);
      else fanOut.recordHistogram('m', 1, labels);
    }
    const { families } = parsePage(await backend.getMetricsOutput(), backend.getContentType());
    const samples = families.filter(({ name }) => name.startsWith('m')).flatMap((family) => family.samples);

    expect(estimate(definition)).toMatchObject({ atMost: sets, boundBy, series: { it: samples.length } });
  },
);

function everyLabelSet({ labels = [] }: MetricDefinition): Record<string, string>[] {
  if (labels === closed) {
    return closed.status.flatMap((status) => ['', 'a', 'b', 'c'].map((kind) => ({ status, kind })));
  }
  const [name] = Array.isArray(labels) ? labels : Object.keys(labels);
  return name === undefined ? [{}] : Array.from({ length: 3000 }, (_, i) => ({ [name]: `value ${i}` }));
}

test('buckets count as series only for receivers that store them as such', () => {
  const definition = { name: 'm', type: 'histogram', buckets: [1, 2, 3] } as const;

  expect(estimate(definition, 'otlp')?.series).toEqual({ it: 6 });
  expect(estimate(definition, 'statsd')?.series).toEqual({ it: 1 });
  expect(estimate({ ...definition, buckets: 'exponential' }, 'otlp')?.series).toEqual({ it: 1 });
});

test('views apply: disabled metrics, other labels, other names', async () => {
  const metrics = await definedMetrics({
    ownMetrics: false,
    views: [
      { metric: 'bot.*', enabled: false, backends: ['cloud'] },
      { metric: 'http.server.request.duration', backends: ['cloud'], labels: { keep: [] }, buckets: [1] },
      { metric: 'task.workers.active', backends: ['cloud'], name: 'workers' },
    ],
  });
  const backends = new Map([
    ['scrape', { kind: 'prometheus' }],
    ['cloud', { kind: 'otlp' }],
  ]);
  const series = new Map(seriesEstimates(metrics, backends).map((one) => [one.metric, one.series]));

  expect(series.get('bot.users')).toEqual({ scrape: 1 });
  expect(series.get('http.server.request.duration')).toEqual({ scrape: 2001 * 17, cloud: 4 });
  expect(series.get('task.workers.active')).toEqual({ scrape: 1 });
  expect(series.get('workers')).toEqual({ cloud: 1 });
});
