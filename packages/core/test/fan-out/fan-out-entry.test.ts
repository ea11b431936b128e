import { beforeEach, expect, test } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import type { MetricsBackendPort } from '../../src/ports/metrics-backend-port.ts';
import type { View } from '../../src/views/view.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { RecordedCalls } from '../recorded-calls.ts';

class Receiving extends RecordedCalls implements MetricsBackendPort {
  readonly name = 'receiving';
  readonly defined: string[] = [];

  initializeMetric({ name }: { name: string }): void {
    this.defined.push(name);
  }

  getMetricsOutput(): string {
    return '';
  }

  getContentType(): string {
    return 'text/plain';
  }
}

let receiving: Receiving;

beforeEach(() => {
  receiving = new Receiving();
});

function setUp(...views: View[]) {
  const multi = new MultiMetricsBackend([receiving], { views, diagnostics: new KeptDiagnostics() });
  return { multi, metrics: new Metrics(multi) };
}

test('a receiving backend gets records under the names and labels of its views', () => {
  const { metrics } = setUp(
    { metric: 'sent', name: 'posts.sent' },
    { metric: '*', labels: { drop: ['pod'], map: { status: { '2*': '2xx' } } } },
  );
  metrics.counter('sent', { labels: ['status', 'pod'] }).add(3, { status: 204, pod: 'a' });
  metrics.histogram('sizes', { labels: ['pod'] }).record(7, { pod: 'a' });
  expect(receiving.defined).toEqual(['posts.sent', 'sizes']);
  expect(receiving.calls).toEqual([
    ['recordCounter', 'posts.sent', 3, { status: '2xx' }],
    ['recordHistogram', 'sizes', 7, {}],
  ]);
});

test('it gets neither definitions nor records of metrics that its views hide', () => {
  const { multi, metrics } = setUp({ metric: 'debug.*', enabled: false });
  metrics.counter('debug.loops').add(1);
  metrics.counter('debug.loops').add(-1);
  metrics.counter('orders').add(1);
  expect(receiving.defined).toEqual(['orders']);
  expect(receiving.calls).toHaveLength(1);
  expect(multi.accounts()).toEqual({
    receiving: { offered: 1, delivered: 1, pending: 0, dropped: {}, ambiguous: 0 },
  });
});

test('of merged up-down counters it gets the total, and of merged gauges the value by their rule', () => {
  const { metrics } = setUp({ metric: '*', labels: { drop: ['pod'] }, merge: 'max' });
  const open = metrics.upDownCounter('open', { labels: ['pod'] });
  const depth = metrics.gauge('depth', { labels: ['pod'] });
  open.add(5, { pod: 'a' });
  open.add(2, { pod: 'b' });
  depth.set(5, { pod: 'a' });
  depth.set(2, { pod: 'b' });
  expect(receiving.calls.map(([, name, value]) => [name, value])).toEqual([
    ['open', 5],
    ['open', 7],
    ['depth', 5],
    ['depth', 5],
  ]);
});

test('without a view gauges and up-down counters come as they are', () => {
  const { metrics } = setUp({ metric: 'open', name: 'opened' });
  metrics.upDownCounter('open', { labels: ['pod'] }).add(-5, { pod: 'a' });
  expect(receiving.calls).toEqual([['setGauge', 'opened', -5, { pod: 'a' }]]);
});
