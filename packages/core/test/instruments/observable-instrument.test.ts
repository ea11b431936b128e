import { beforeEach, describe, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import type { StoreReader } from '../../src/store/reading/store-reader.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { missingIn, type Series, seriesIn } from '../series-of.ts';

let clock: FakeClock;
let diagnostics: KeptDiagnostics;
let metrics: Metrics;
let reader: StoreReader;

beforeEach(() => {
  clock = new FakeClock();
  diagnostics = new KeptDiagnostics();
  const store = new MetricStore({ clock, scheduler: clock, diagnostics });
  metrics = new Metrics(store);
  reader = store.openReader({ name: 'reader' });
});

async function read(name: string, from: StoreReader = reader): Promise<Series> {
  const snapshot = await from.collect();
  const series = seriesIn(snapshot, name, from.temporality);
  snapshot.acknowledge();
  return series;
}

test('values are asked for when a backend reads, and a series that is left out disappears', async () => {
  let rooms: Record<string, number> = { cellar: 12, attic: 25 };
  metrics.observableGauge('temperature', { labels: ['room'] }, (observe) => {
    for (const [room, value] of Object.entries(rooms)) observe(value, { room });
  });
  expect(await read('temperature')).toEqual({ 'room=cellar': 12, 'room=attic': 25 });
  rooms = { attic: 26 };
  expect(await read('temperature')).toEqual({ 'room=attic': 26 });
});

test('a total is the total that was observed, and a delta reader gets its change', async () => {
  let total = 5;
  metrics.observableCounter('pages.read', {}, (observe) => observe(total));
  const delta = metrics.store.openReader({ name: 'delta', temporality: 'delta' });
  expect([await read('pages.read'), await read('pages.read', delta)]).toEqual([{ '': 5 }, { '': 5 }]);
  total = 7;
  expect([await read('pages.read'), await read('pages.read', delta)]).toEqual([{ '': 7 }, { '': 2 }]);
  expect(await read('pages.read', delta)).toEqual({});
});

test('a total that falls starts again, and what is refused is accounted', async () => {
  let total = 5;
  metrics.observableCounter('pages.read', {}, (observe) => observe(total));
  await read('pages.read');
  for (total of [4, -1, Number.NaN]) expect(await read('pages.read')).toEqual(total === 4 ? { '': 4 } : {});
  expect(reader.account().dropped).toEqual({ negative: 1, invalid: 1 });
  expect(missingIn(reader.account())).toBe(0);
});

test('an up-down counter falls', async () => {
  let total = 5;
  metrics.observableUpDownCounter('guests', {}, (observe) => observe(total));
  await read('guests');
  total = -2;
  expect(await read('guests')).toEqual({ '': -2 });
});

test('a callback may be async, and readers at the same time share one round', async () => {
  let calls = 0;
  metrics.observableGauge('depth', {}, async (observe) => {
    calls += 1;
    await Promise.resolve();
    observe(calls);
  });
  const second = metrics.store.openReader({ name: 'second' });
  expect(await Promise.all([read('depth'), read('depth', second)])).toEqual([{ '': 1 }, { '': 1 }]);
});

test('totals over the budget add up in the overflow series', async () => {
  metrics.observableCounter('visits', { labels: ['page'], limit: 2 }, (observe) => {
    for (const page of ['a', 'b', 'c', 'd']) observe(10, { page });
  });
  await read('visits');
  expect(await read('visits')).toEqual({ 'page=a': 10, 'page=b': 10, 'otel.metric.overflow=true': 20 });
});

describe('a callback that fails', () => {
  test('affects its own metric only, with one diagnostic at the start and one at the end', async () => {
    let broken = false;
    metrics.observableGauge('good', {}, (observe) => observe(1));
    metrics.observableGauge('moody', {}, (observe) => {
      if (broken) throw new Error('no sensor');
      observe(2);
    });
    await read('moody');
    broken = true;
    expect([await read('moody'), await read('moody'), await read('good')]).toEqual([{}, {}, { '': 1 }]);
    expect(diagnostics.events).toMatchObject([
      { code: 'observation_failed', message: 'metric "moody" is absent until its callback succeeds: no sensor' },
    ]);
    broken = false;
    expect(await read('moody')).toEqual({ '': 2 });
    expect(diagnostics.codes).toEqual(['observation_failed', 'observation_recovered']);
  });

  test('by never answering is waited for five seconds, and what it says later counts for nothing', async () => {
    let late: (value: number) => void = () => {};
    metrics.observableGauge('good', {}, (observe) => observe(1));
    metrics.observableGauge('slow', {}, (observe) => {
      late = observe;
      return new Promise(() => {});
    });
    const reading = read('good');
    await clock.advance(5);
    expect(await reading).toEqual({ '': 1 });
    late(9);
    await settled();
    expect(seriesIn(reader.snapshot(), 'slow')).toEqual({});
    expect(diagnostics.codes).toEqual(['observation_failed']);
  });
});
