import { type MetricDefinition, Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../../src/index.ts';
import { ClaimedNames } from '../../src/names/claimed-names.ts';

function claimAll(...definitions: MetricDefinition[]): () => void {
  const names = new ClaimedNames('');
  return () => {
    for (const definition of definitions) names.claim(definition);
  };
}

it('refuses a counter and a gauge that end up under one name, and names both', () => {
  expect(claimAll({ name: 'channels', type: 'counter' }, { name: 'channels_total', type: 'gauge' })).toThrow(
    expect.objectContaining({
      code: 'conflicting_definition',
      message:
        'metric "channels_total" and metric "channels" would both be "channels_total" on the Prometheus page; rename one of them',
    }),
  );
});

it('refuses a gauge under the name of a histogram sample, in either order', () => {
  const histogram: MetricDefinition = { name: 'wait', type: 'histogram' };
  for (const suffix of ['bucket', 'sum', 'count', 'created']) {
    const gauge: MetricDefinition = { name: `wait_${suffix}`, type: 'gauge' };
    expect(claimAll(histogram, gauge)).toThrow('metric "wait"');
    expect(claimAll(gauge, histogram)).toThrow('metric "wait"');
  }
});

it('keeps target_info for the resource', () => {
  expect(claimAll({ name: 'target.info', type: 'gauge' })).toThrow('the resource');
});

it('takes a metric that is defined again', () => {
  const definition: MetricDefinition = { name: 'wait', type: 'histogram' };
  expect(claimAll(definition, definition)).not.toThrow();
});

it('refuses the definition in the backend, used alone, and drops records of the string API', () => {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics });
  const metrics = new Metrics(backend);
  metrics.counter('channels').add(1);
  expect(() => metrics.gauge('channels_total')).toThrow(expect.objectContaining({ code: 'conflicting_definition' }));
  expect(() => backend.setGauge('channels_total', 5)).not.toThrow();
  expect(backend.account()).toMatchObject({ offered: 2, pending: 1, dropped: { invalid: 1 } });
});

it('names every pair of metrics that would be one, also of a store that has them before the backend', () => {
  const diagnostics = new CollectedDiagnostics();
  const store = new MetricStore({ diagnostics });
  for (const name of ['a.b', 'a_b', 'c.d', 'c_d']) store.define({ name, type: 'counter' });
  expect(() => new PrometheusMetricsBackend({ listen: false }).attach(store)).toThrow(
    expect.objectContaining({
      code: 'conflicting_definition',
      message:
        'metric "a_b" and metric "a.b" would both be "a_b_total" on the Prometheus page; rename one of them\n' +
        'metric "c_d" and metric "c.d" would both be "c_d_total" on the Prometheus page; rename one of them',
    }),
  );
});

it('reports every metric of the string API whose name is taken, not only the first', () => {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics });
  for (const name of ['a.b', 'a_b', 'c.d', 'c_d', 'c_d']) backend.recordCounter(name, 1);
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    expect.stringContaining('metric "a_b" and metric "a.b"'),
    expect.stringContaining('metric "c_d" and metric "c.d"'),
  ]);
  expect(backend.account()).toMatchObject({ offered: 5, dropped: { invalid: 3 } });
});

it('reports every metric whose series have the same labels on a page, not only the first', async () => {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics });
  for (const name of ['one', 'two', 'three']) {
    for (const [dot, line] of ['xy', 'yx']) backend.recordCounter(name, 1, { 'a.b': dot!, a_b: line! });
    for (const labels of [{ 'a.b': 'z' }, { a_b: 'z' }]) backend.recordCounter(name, 1, labels);
  }
  await backend.getMetricsOutput();
  await backend.getMetricsOutput();
  expect(diagnostics.events.map(({ code, message }) => [code, /"(\w+)"/.exec(message)?.[1]])).toEqual([
    ['duplicate_series', 'one'],
    ['duplicate_series', 'two'],
    ['duplicate_series', 'three'],
  ]);
});
