import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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

it('keeps the labels of each series, whatever labels other workers define', async () => {
  const { workers, flush, values, primary } = setUp(3, { gauges: { most: 'max', each: { label: 'worker' } } });
  const [first, second, third] = workers.map(({ metrics }) => metrics) as [Metrics, Metrics, Metrics];
  for (const [metrics, labels] of [
    [first, { kind: 'a' }],
    [second, { kind: 'a', region: 'eu' }],
    [third, { zone: 1, region: 'eu', kind: 'a' }],
  ] as const) {
    const names = Object.keys(labels);
    metrics.counter('sent', { labels: names }).add(1, labels as never);
    metrics.upDownCounter('open', { labels: names }).add(1, labels as never);
    metrics.gauge('each', { labels: names }).set(1, labels as never);
    metrics.histogram('sizes', { labels: names, buckets: [1] }).record(1, labels as never);
  }
  await flush();
  const series = ['"kind":"a"', '"kind":"a","region":"eu"', '"kind":"a","region":"eu","zone":"1"'];
  for (const labels of series) {
    expect(values()).toMatchObject({ [`sent{${labels}}`]: 1, [`open{${labels}}`]: 1 });
  }
  expect(Object.keys(values()).filter((name) => name.startsWith('each'))).toHaveLength(3);
  expect(primary.reading().histograms.map(({ value }) => value.count)).toEqual([1, 1, 1]);
  for (const { worker } of workers) worker.emit('exit');
  expect(Object.keys(values()).filter((name) => name.startsWith('each'))).toEqual([]);
});

it('merges one series of gauges from workers that list its labels in different orders, or leave out empty ones', async () => {
  const { workers, flush, values } = setUp(4);
  const orders = [
    ['kind', 'region'],
    ['region', 'kind'],
    ['kind', 'region', 'zone'],
    ['zone', 'region', 'kind'],
  ];
  for (const [i, { metrics }] of workers.entries()) {
    metrics.gauge('depth', { labels: orders[i]! }).set(2 * i + 3, { kind: 'a', region: 'eu' } as never);
    metrics.upDownCounter('open', { labels: orders[i]! }).add(2 * i + 3, { kind: 'a', region: 'eu' } as never);
  }
  await flush();
  expect(values()).toEqual({ 'depth{"kind":"a","region":"eu"}': 24, 'open{"kind":"a","region":"eu"}': 24 });
  workers[1]!.worker.emit('exit');
  expect(values()).toEqual({ 'depth{"kind":"a","region":"eu"}': 19, 'open{"kind":"a","region":"eu"}': 19 });
});

it('adds up the gauges of several backends in one worker, and of a successor once', async () => {
  const { primary, values } = setUp(0);
  const worker = primary.worker();
  const start = async (value: number) => {
    const backend = new WorkerMetricsBackend({ channel: worker.channel, diagnostics: new CollectedDiagnostics() });
    new Metrics(backend).gauge('depth').set(value);
    await backend.flush();
    return backend;
  };
  await start(3);
  await start(5);
  const replaced = await start(7);
  expect(values()).toEqual({ 'depth{}': 15 });
  await replaced.shutdown();
  expect(values()).toEqual({ 'depth{}': 15 });
  await start(1);
  expect(values()).toEqual({ 'depth{}': 9 });
  worker.emit('exit');
  expect(values()).toEqual({});
});

it('counts the reports of a worker once that is added twice', async () => {
  const { primary, workers, flush, values } = setUp(1);
  primary.add(workers[0]!.worker);
  workers[0]!.metrics.counter('sent').add(1);
  workers[0]!.metrics.gauge('depth').set(2);
  await flush();
  expect(values()).toEqual({ 'sent{}': 1, 'depth{}': 2 });
});

it('remembers nothing of workers that have exited', async () => {
  const { primary, values } = setUp(0, { gauges: { each: { label: 'worker' } } });
  const worker = primary.worker();
  const forgotten: WeakRef<object>[] = [];
  for (let i = 0; i < 300; i++) {
    const restarted = primary.worker();
    const backend = new WorkerMetricsBackend({ channel: restarted.channel, diagnostics: new CollectedDiagnostics() });
    const metrics = new Metrics(backend);
    metrics.counter('sent').add(1);
    for (const name of ['depth', 'each']) metrics.gauge(name).set(1);
    metrics.upDownCounter('open').add(1);
    await backend.flush();
    restarted.emit('exit');
    expect(restarted.listenerCount('message') + restarted.listenerCount('exit')).toBe(0);
    forgotten.push(new WeakRef(restarted));
  }
  expect(worker.listenerCount('message')).toBe(1);
  expect(values()).toEqual({ 'sent{}': 300, 'open{}': 0 });
  await collectGarbage();
  expect(forgotten.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(10);
});

it('removes a gauge instead of showing a sum that is out of range when a worker exits', async () => {
  const { workers, flush, values } = setUp(3);
  for (const [i, value] of [1e308, -1e308, 1e308].entries()) {
    workers[i]!.metrics.gauge('depth').set(value);
    await flush();
  }
  expect(values()).toEqual({ 'depth{}': 1e308 });
  workers[1]!.worker.emit('exit');
  expect(values()).toEqual({});
  workers[2]!.worker.emit('exit');
  expect(values()).toEqual({ 'depth{}': 1e308 });
});

it('refuses a rule for gauges that does not exist', () => {
  const setUpRule = (rule: unknown) => () => setUp(0, { gauges: { depth: rule as 'sum' } });
  const expected = 'gauges.depth: expected "sum", "max", "min", "last" or { label: "worker" }, received';
  expect(setUpRule('mean')).toThrow(`${expected} "mean"`);
  expect(setUpRule({ label: '' })).toThrow(`${expected} a value of type object`);
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

/** Requests full collections. Without the flag, it is made available for this context only. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
}

function loseNextReceipt(worker: MemoryWorker): void {
  const { send } = worker;
  worker.send = () => {
    worker.send = send;
  };
}
