import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WorkerMetricsBackend } from '../src/worker-metrics-backend.ts';
import { MemoryPrimary, type MemoryWorker } from './memory-worker.ts';

/** A worker with a metric of each type, under names that begin with `prefix`. */
function startWorker(primary: MemoryPrimary, prefix: string) {
  const worker = primary.worker();
  const diagnostics = new CollectedDiagnostics();
  const clock = new FakeClock();
  const backend = new WorkerMetricsBackend({ channel: worker.channel, diagnostics, scheduler: clock, clock });
  const metrics = new Metrics(backend);
  const record = (): void => {
    metrics.counter(`${prefix}.sent`, { labels: ['kind'] }).add(2, { kind: 'a' });
    metrics.upDownCounter(`${prefix}.open`).add(3);
    metrics.gauge(`${prefix}.depth`).set(4);
    metrics.histogram(`${prefix}.sizes`, { buckets: [10] }).record(5);
    metrics.histogram(`${prefix}.drift`, { buckets: 'exponential' }).record(6);
  };
  return { worker, backend, diagnostics, record };
}

/** A report as it leaves a worker. */
async function makeReport(prefix: string): Promise<object> {
  const { worker, backend, record } = startWorker(new MemoryPrimary(), prefix);
  const sent = new Promise<object>((resolve) => worker.once('sent', resolve));
  record();
  await backend.flush();
  return sent;
}

/** Every path to a value in a message. */
function listPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => listPaths(item, [...path, key]))];
}

/** A copy of a message with another value at a path; `undefined` removes it. */
function mutate(message: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  // An earlier mutation has put a huge list here.
  if (Array.isArray(message) && message.length > 1000) return message;
  const copy: Record<string, unknown> = Array.isArray(message)
    ? ([...message] as unknown as Record<string, unknown>)
    : { ...(message as object) };
  copy[key] = mutate(copy[key], rest, value);
  return copy;
}

const throwing = {
  get epoch(): never {
    throw new Error('unreadable');
  },
  protocol: 'bot-metrics/2',
};
const sparse: unknown[] = [];
sparse.length = 2 ** 32 - 1;
const oddValues: unknown[] = [
  ...[undefined, null, true, 0, -1, 0.5, 1e308, -1e308, 2 ** 53, Number.NaN, Infinity, -Infinity, 10n],
  ...[
    '',
    'x',
    '__proto__',
    'x'.repeat(70_000),
    [],
    {},
    [[]],
    [null],
    sparse,
    new Map(),
    throwing,
    () => 1,
    Symbol('x'),
  ],
];
const anyValue = fc.oneof(fc.constantFrom(...oddValues), fc.anything({ withBigInt: true, withSparseArray: true }));

function read(primary: MemoryPrimary, prefix: string) {
  const { counters, gauges, histograms } = primary.reading();
  return [counters, gauges, histograms].map((all) => all.filter(({ name }) => name.startsWith(prefix)));
}

function expectFiniteNumbers(primary: MemoryPrimary): void {
  const { counters, gauges, histograms } = primary.reading();
  const numbers = [...counters, ...gauges].map(({ value }) => value);
  numbers.push(...histograms.flatMap(({ value: { sum, count } }) => [sum, count]));
  expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
}

it('never throws for any message, and changes nothing of other workers', async () => {
  const report = await makeReport('bad');
  const paths = listPaths(report);
  const mutations = fc.array(fc.tuple(fc.constantFrom(...paths), anyValue), { minLength: 1, maxLength: 3 });
  const mutated = mutations.map((all) =>
    all.reduce<unknown>((message, [path, value]) => {
      try {
        return mutate(message, path, value);
      } catch {
        return message;
      }
    }, report),
  );
  const wrapped = anyValue.map((value) => ({ protocol: 'bot-metrics/2', epoch: 'x', sequence: 1, metrics: value }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(mutated, wrapped, anyValue), { maxLength: 12 }), async (messages) => {
      const primary = new MemoryPrimary();
      const good = startWorker(primary, 'good');
      const other = primary.worker();
      other.send = () => {
        throw new Error('the channel is closed');
      };
      good.record();
      await good.backend.flush();
      const before = read(primary, 'good');
      for (const message of messages) other.emit('message', message);
      expect(read(primary, 'good')).toEqual(before);
      expectFiniteNumbers(primary);
      other.emit('exit');
      good.record();
      await good.backend.flush();
      expect(good.backend.account()).toMatchObject({ offered: 10, delivered: 10, pending: 0, dropped: {} });
      expectFiniteNumbers(primary);
      primary.close();
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['a missing value', ['metrics', '0', 'series', '0', 'value'], undefined],
  ['a value that is text', ['metrics', '0', 'series', '0', 'value'], '2'],
  ['a value that JSON made null', ['metrics', '0', 'series', '0', 'value'], null],
  ['a missing count', ['metrics', '0', 'series', '0', 'count'], undefined],
  ['a counter without records', ['metrics', '0', 'series', '0', 'count'], 0],
  ['labels that are no list', ['metrics', '0', 'series', '0', 'labels'], { kind: 'a' }],
  ['a label value that is an object', ['metrics', '0', 'series', '0', 'labels', '0', '1'], { a: 1 }],
  ['a label value that is not a number', ['metrics', '0', 'series', '0', 'labels', '0', '1'], Number.NaN],
  ['a label value of 65,536 characters', ['metrics', '0', 'series', '0', 'labels', '0', '1'], 'x'.repeat(65_536)],
  ['an unknown type', ['metrics', '0', 'type'], 'summary'],
  ['series that are no list', ['metrics', '0', 'series'], 7],
  ['too many label names', ['metrics', '0', 'labels'], Array.from({ length: 65 }, (_, i) => `label${i}`)],
])('skips a metric with %s, and the worker counts its records as refused', async (_, path, value) => {
  const primary = new MemoryPrimary();
  const { worker, backend, record } = startWorker(primary, 'bad');
  const { emit } = worker;
  worker.emit = (event, message) =>
    emit.call(worker, event, event === 'message' ? mutate(message, path, value) : message);
  record();
  await backend.flush();
  expect(primary.reading().counters).toEqual([]);
  expect(primary.reading().gauges).toHaveLength(2);
  expect(primary.diagnostics.codes()).toEqual(['worker_metric_refused']);
  expect(primary.messages).toEqual({ merged: 1, repeated: 0, refused: 0, refusedMetrics: 1 });
  expect(backend.account()).toEqual({ offered: 5, delivered: 4, pending: 0, dropped: { refused: 1 }, ambiguous: 0 });
});

it.each([
  ['metrics that are no list', ['metrics'], {}, /metrics: expected a list of at most 100000 items, received an object/],
  ['a metric that is no object', ['metrics', '0'], null, /metrics\[0\]: expected an object, received null/],
  ['a metric without a name', ['metrics', '0', 'name'], undefined, /metrics\[0\]\.name: expected a text/],
])(
  'refuses a report with %s, and the worker counts its records as refused and goes on',
  async (_, path, value, why) => {
    const primary = new MemoryPrimary();
    const { worker, backend, diagnostics, record } = startWorker(primary, 'bad');
    const { emit } = worker;
    worker.emit = (event, message) =>
      emit.call(worker, event, event === 'message' ? mutate(message, path, value) : message);
    record();
    await expect(backend.flush()).rejects.toThrow(why);
    expect(backend.account()).toMatchObject({ delivered: 0, pending: 0, dropped: { refused: 5 } });
    expect(diagnostics.codes()).toEqual(['export_failed']);
    expect(primary.diagnostics.codes()).toEqual(['worker_message_refused']);
    expect(primary.messages).toMatchObject({ merged: 0, refused: 1 });
    worker.emit = emit;
    record();
    await backend.flush();
    expect(backend.account()).toMatchObject({ delivered: 5, pending: 0 });
    expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
  },
);

it('refuses messages of another version with one diagnostic that names both versions', async () => {
  const primary = new MemoryPrimary();
  const worker = primary.worker();
  const report = await makeReport('old');
  worker.emit('message', { ...report, protocol: 'bot-metrics/1' });
  worker.emit('message', { ...report, protocol: 'bot-metrics/1', sequence: 2 });
  expect(primary.reading().counters).toEqual([]);
  expect(primary.diagnostics.events.map(({ message }) => message)).toEqual([
    'a message of a worker was refused: the primary uses bot-metrics/2, the worker bot-metrics/1; install the same version of @bot-metrics/workers in all processes',
  ]);
  expect(primary.messages).toMatchObject({ merged: 0, refused: 2 });
});

it('reports a primary of another version at once, and keeps the records pending', async () => {
  const { worker, backend, diagnostics, record } = startWorker(new MemoryPrimary(), 'new');
  const { send } = worker;
  worker.send = (receipt) => send.call(worker, { ...(receipt as object), protocol: 'bot-metrics/3' });
  record();
  await expect(backend.flush()).rejects.toThrow(/the worker uses bot-metrics\/2, the primary bot-metrics\/3/);
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 5 });
  expect(diagnostics.codes()).toEqual(['export_failed']);
});

it('refuses a report that is out of order, so that no number hides later reports', async () => {
  const primary = new MemoryPrimary();
  const { worker, backend, record } = startWorker(primary, 'a');
  const reports: object[] = [];
  worker.on('sent', (report: object) => reports.push(report));
  record();
  await backend.flush();
  const before = primary.reading();
  worker.emit('message', { ...reports[0], sequence: 2 ** 40 });
  expect(primary.reading()).toEqual(before);
  record();
  await backend.flush();
  expect(primary.reading().counters).toMatchObject([{ value: 4 }]);
  worker.emit('message', reports[0]);
  expect(primary.reading().counters).toMatchObject([{ value: 4 }]);
  expect(primary.messages).toMatchObject({ merged: 2, refused: 2 });
});

it('ignores receipts that are malformed', async () => {
  const { worker, backend, record } = startWorker(new MemoryPrimary(), 'a');
  const { send } = worker;
  worker.send = (receipt) => {
    for (const path of [['received'], ['refused'], ['epoch'], ['refused', '0']])
      for (const value of oddValues.slice(0, 8)) send.call(worker, mutate(receipt, path, value));
    for (const value of [null, 'x', { protocol: 'bot-metrics/2' }]) send.call(worker, value);
    send.call(worker, receipt);
  };
  record();
  await backend.flush();
  expect(backend.account()).toMatchObject({ delivered: 5, pending: 0, dropped: {} });
});

it('lets a channel that throws neither end the process nor keep a snapshot open', async () => {
  const worker: MemoryWorker = new MemoryPrimary().worker();
  const open = { throws: true };
  const channel = {
    listen: worker.channel.listen,
    send(message: unknown) {
      if (open.throws) throw new Error('could not be cloned');
      worker.channel.send(message);
    },
  };
  const backend = new WorkerMetricsBackend({ channel, diagnostics: new CollectedDiagnostics() });
  const few = new Metrics(backend).counter('few', { labels: ['user'], limit: 10_000 });
  for (let i = 0; i < 1000; i++) {
    few.add(1, { user: `${i}` });
    await expect(backend.flush()).rejects.toThrow(/could not be cloned/);
    few.remove({ user: `${i}` });
  }
  expect(backend.store.metric('few')?.index.slots).toBeLessThan(10);
  open.throws = false;
  few.add(1, { user: 'last' });
  const reports: unknown[] = [];
  worker.on('sent', (report) => reports.push(report));
  await backend.flush();
  // Nothing was held: the first report that is sent has the latest state.
  expect(reports).toMatchObject([{ sequence: 1, metrics: [{ series: [{ labels: [['user', 'last']] }] }] }]);
  expect(backend.account()).toMatchObject({ delivered: 1, pending: 0, dropped: { removed: 1000 } });
});

it('reports an asynchronous channel that rejects as a failed export', async () => {
  const send = async (): Promise<void> => {
    throw new Error('the tunnel is closed');
  };
  const channel = { listen: () => () => {}, send };
  const backend = new WorkerMetricsBackend({ channel, diagnostics: new CollectedDiagnostics() });
  backend.recordCounter('sent');
  await expect(backend.flush()).rejects.toThrow('the tunnel is closed');
  expect(backend.account()).toMatchObject({ pending: 1 });
});

it('releases the snapshot if the report cannot be made', async () => {
  const worker = new MemoryPrimary().worker();
  const backend = new WorkerMetricsBackend({ channel: worker.channel, diagnostics: new CollectedDiagnostics() });
  const few = new Metrics(backend).counter('few', { labels: ['user'], limit: 10_000 });
  const metric = backend.store.metric('few')!;
  const { attributesOf } = metric;
  metric.attributesOf = () => {
    throw new Error('unreadable');
  };
  for (let i = 0; i < 100; i++) {
    few.add(1, { user: `${i}` });
    await expect(backend.flush()).rejects.toThrow('unreadable');
    few.remove({ user: `${i}` });
  }
  expect(metric.index.slots).toBeLessThan(10);
  metric.attributesOf = attributesOf;
  few.add(1, { user: 'last' });
  await backend.flush();
  expect(backend.account()).toMatchObject({ delivered: 1, pending: 0 });
});
