import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, it, onTestFinished } from 'vitest';
import type { CollectWorkersOptions } from '../src/collect-workers.ts';
import { WorkerMetricsBackend } from '../src/worker-metrics-backend.ts';
import { MemoryPrimary, type MemoryWorker } from './memory-worker.ts';

/** A primary with `count` workers; `flush` makes every worker report. */
function setUp(count: number, options: CollectWorkersOptions = {}) {
  const primary = new MemoryPrimary(options);
  const clock = new FakeClock();
  const workers = Array.from({ length: count }, () => {
    const worker = primary.worker();
    const diagnostics = new CollectedDiagnostics();
    const backend = new WorkerMetricsBackend({ channel: worker.channel, scheduler: clock, clock, diagnostics });
    return { worker, backend, metrics: new Metrics(backend) };
  });
  onTestFinished(() => primary.close());
  const flush = async (): Promise<void> => void (await Promise.all(workers.map(({ backend }) => backend.flush())));
  const values = () => {
    const { counters, gauges } = primary.reading();
    const all = [...counters, ...gauges].map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value]);
    return Object.fromEntries(all) as Record<string, number>;
  };
  return { primary, workers, clock, flush, values };
}

it('adds up the counters of all workers and the primary, report by report', async () => {
  const { primary, workers, flush, values } = setUp(3);
  const sent = workers.map(({ metrics }) => metrics.counter('sent', { labels: ['kind'] }));
  for (const [i, counter] of sent.entries()) counter.add(i + 1, { kind: 'a' });
  await flush();
  for (const counter of sent) counter.add(10, { kind: 'b' });
  primary.metrics.counter('sent', { labels: ['kind'] }).add(100, { kind: 'a' });
  await flush();
  await flush();
  expect(values()).toEqual({ 'sent{"kind":"a"}': 106, 'sent{"kind":"b"}': 30 });
});

it('merges histograms bucket by bucket, with explicit and exponential buckets', async () => {
  const { primary, workers, flush } = setUp(2);
  for (const [i, { metrics }] of workers.entries()) {
    metrics.histogram('sizes', { buckets: [10] }).record(5 + 10 * i);
    metrics.histogram('drift', { buckets: 'exponential' }).record(i === 0 ? 2 ** -60 : 2 ** 60);
    metrics.histogram('drift', { buckets: 'exponential' }).record(i === 0 ? 0 : -1);
  }
  await flush();
  const snapshot = primary.store.openReader({ name: 'look' }).snapshot();
  const [sizes, drift] = snapshot.families;
  expect(sizes).toMatchObject({
    buckets: Float64Array.of(1, 1),
    sums: Float64Array.of(20),
    minima: Float64Array.of(5),
    maxima: Float64Array.of(15),
  });
  if (drift?.kind !== 'histogram') throw new Error('no histogram');
  expect(drift.exponential?.populated(0).map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  expect(drift.exponential?.zeros(0)).toBe(1);
});

it.each([
  ['sum', 7],
  ['max', 5],
  ['min', 2],
  ['last', 2],
] as const)('merges gauges with the rule %s', async (rule, expected) => {
  const { workers, flush, values } = setUp(2, { gauges: { depth: rule } });
  workers[0]!.metrics.gauge('depth').set(5);
  await flush();
  workers[1]!.metrics.gauge('depth').set(2);
  await flush();
  expect(values()).toEqual({ 'depth{}': expected });
});

it('keeps the limit that a worker declares and folds further series into one', async () => {
  const { workers, flush, values } = setUp(2);
  for (const [i, { metrics }] of workers.entries()) {
    const few = metrics.counter('few', { labels: ['user'], limit: 2 });
    for (const user of ['a', 'b', 'c']) few.add(i + 1, { user });
  }
  const many = workers[0]!.metrics.counter('many', { labels: ['user'], limit: 3000 });
  for (let user = 0; user < 3000; user++) many.add(1, { user });
  await flush();
  const { 'few{"user":"a"}': a, 'few{"user":"b"}': b, 'few{"otel.metric.overflow":"true"}': rest, ...all } = values();
  expect([a, b, rest]).toEqual([3, 3, 3]);
  expect(Object.keys(all)).toHaveLength(3000);
});

it('keeps one gauge series per worker if a label is configured', async () => {
  const { workers, flush, values } = setUp(2, { gauges: { depth: { label: 'worker' } } });
  for (const [i, { metrics }] of workers.entries()) metrics.gauge('depth', { labels: ['q'] }).set(i, { q: 'mail' });
  await flush();
  expect(values()).toEqual({
    'depth{"q":"mail","worker":"added 1"}': 0,
    'depth{"q":"mail","worker":"added 2"}': 1,
  });
});

it('keeps the totals of a dead worker and removes its share of up-down counters', async () => {
  const { primary, workers, flush, values } = setUp(2);
  primary.metrics.upDownCounter('open').add(1);
  for (const { metrics } of workers) {
    metrics.counter('sent').add(3);
    metrics.upDownCounter('open').add(4);
    metrics.gauge('depth').set(2);
  }
  await flush();
  expect(values()).toEqual({ 'sent{}': 6, 'open{}': 9, 'depth{}': 4 });
  workers[0]!.worker.emit('exit');
  expect(values()).toEqual({ 'sent{}': 6, 'open{}': 5, 'depth{}': 2 });
  workers[1]!.worker.emit('exit');
  expect(values()).toEqual({ 'sent{}': 6, 'open{}': 1 });
});

it('counts a report once if it is sent again after its receipt was lost', async () => {
  const { workers, clock, flush, values } = setUp(1);
  const [{ worker, backend, metrics }] = workers as [(typeof workers)[0]];
  metrics.counter('sent').add(5);
  loseNextReceipt(worker);
  const lost = expect(backend.flush(10)).rejects.toMatchObject({ code: 'export_failed' });
  await clock.advance(5);
  await lost;
  expect(values()).toEqual({ 'sent{}': 5 });
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 1 });
  metrics.counter('sent').add(1);
  await flush();
  expect(values()).toEqual({ 'sent{}': 6 });
  expect(backend.account()).toMatchObject({ delivered: 2, pending: 0, ambiguous: 0 });
});

it('ignores late messages of a dead worker and accepts its successor', async () => {
  const { primary, workers, values } = setUp(1);
  const [{ worker, backend, metrics }] = workers as [(typeof workers)[0]];
  const reports: unknown[] = [];
  worker.on('sent', (report) => reports.push(report));
  metrics.gauge('depth').set(2);
  await backend.flush();
  worker.emit('exit');
  worker.emit('message', { ...(reports[0] as object), sequence: 2 });
  expect(values()).toEqual({});
  const successor = primary.worker();
  const other = new WorkerMetricsBackend({ channel: successor.channel, diagnostics: new CollectedDiagnostics() });
  new Metrics(other).gauge('depth').set(3);
  await other.flush();
  expect(values()).toEqual({ 'depth{}': 3 });
});

it('skips a metric that the primary defines differently, warns once, and the worker counts it as refused', async () => {
  const { primary, workers, flush, values } = setUp(1);
  const [{ backend, metrics }] = workers as [(typeof workers)[0]];
  primary.metrics.gauge('jobs').set(1);
  metrics.counter('jobs').add(1);
  metrics.counter('sent').add(1);
  await flush();
  metrics.counter('jobs').add(1);
  await flush();
  expect(values()).toEqual({ 'jobs{}': 1, 'sent{}': 1 });
  expect(backend.account()).toEqual({ offered: 3, delivered: 1, pending: 0, dropped: { refused: 2 }, ambiguous: 0 });
  expect(primary.diagnostics.codes()).toEqual(['worker_metric_refused']);
});

it('ignores unrelated messages on the same channel', async () => {
  const { workers, flush, values } = setUp(1);
  for (const message of [null, 'text', { protocol: 'other' }, { protocol: 'bot-metrics/1' }]) {
    workers[0]!.worker.emit('message', message);
    workers[0]!.worker.send(message);
  }
  workers[0]!.metrics.counter('sent').add(1);
  await flush();
  expect(values()).toEqual({ 'sent{}': 1 });
});

function loseNextReceipt(worker: MemoryWorker): void {
  const { send } = worker;
  worker.send = () => {
    worker.send = send;
  };
}
