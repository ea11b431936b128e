import { type MetricDefinition, Metrics } from '@bot-metrics/core';
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
