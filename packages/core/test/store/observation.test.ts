import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import type { StoreReader } from '../../src/store/reading/store-reader.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { seriesIn } from '../series-of.ts';

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
  metrics.observableGauge('prompt', {}, (observe) => observe(1));
});

function names(snapshot: Snapshot): string[] {
  const present = snapshot.families.map(({ metric }) => metric.definition.name);
  return present.filter((name) => Object.keys(seriesIn(snapshot, name)).length > 0);
}

/** Defines a gauge whose callback ends when the test says so. */
function observeSlowly(name: string): { calls: number; end(value: number): void } {
  const callback = { calls: 0, end: (_value: number) => {} };
  metrics.observableGauge(name, {}, (observe) => {
    callback.calls += 1;
    return new Promise<void>((resolve) => {
      callback.end = (value) => resolve(observe(value));
    });
  });
  return callback;
}

test('a reader waits for half of its time, and reads without the metrics of the callbacks that take longer', async () => {
  const slow = observeSlowly('slow');
  const reading = reader.collect(3);
  await clock.advance(1.5);
  expect(names(await reading)).toEqual(['prompt']);
  expect(diagnostics.events).toMatchObject([
    {
      code: 'observation_failed',
      message: 'metric "slow" is absent until its callback succeeds: no answer within 1.5 s',
    },
  ]);
  slow.end(2);
});

test('readers at the same time share a callback, and each waits for no longer than it can', async () => {
  const slow = observeSlowly('slow');
  const [hasty, patient] = [reader.collect(1), reader.collect()];
  await clock.advance(0.5);
  expect(names(await hasty)).toEqual(['prompt']);
  slow.end(2);
  expect(names(await patient)).toEqual(['prompt', 'slow']);
  expect(slow.calls).toBe(1);
});

test('a callback that never ends is called again by the next reader after its five seconds', async () => {
  const slow = observeSlowly('slow');
  const first = reader.collect();
  await clock.advance(5);
  await first;
  const second = reader.collect();
  await settled();
  slow.end(2);
  expect(names(await second)).toEqual(['prompt', 'slow']);
  expect([slow.calls, diagnostics.codes]).toEqual([2, ['observation_failed', 'observation_recovered']]);
});

test('a callback that is late each time is reported once, however often it ends afterwards', async () => {
  const slow = observeSlowly('slow');
  for (let round = 0; round < 5; round++) {
    const reading = reader.collect(1);
    await clock.advance(0.5);
    expect(names(await reading)).toEqual(['prompt']);
    slow.end(2);
    await settled();
  }
  expect(diagnostics.codes).toEqual(['observation_failed']);
});

test('reports of a callback that fails change nothing, not even with a new series', async () => {
  metrics.observableGauge('half', { labels: ['room'] }, (observe) => {
    observe(1, { room: 'cellar' });
    throw new Error('no sensor');
  });
  expect(names(await reader.collect())).toEqual(['prompt']);
});

test('labels that the callback reuses for each report are those of the report', async () => {
  metrics.observableGauge('reused', { labels: ['room'] }, (observe) => {
    const labels = { room: '' };
    for (const room of ['cellar', 'attic']) {
      labels.room = room;
      observe(room.length, labels);
    }
  });
  expect(seriesIn(await reader.collect(), 'reused')).toEqual({ 'room=cellar': 6, 'room=attic': 5 });
});

test.each([
  ['null', null],
  ['an object without a prototype', Object.create(null)],
  ['an error whose message cannot be read', Object.defineProperty(new Error(), 'message', { get: () => Symbol() })],
  ['a symbol', Symbol('secret')],
])('a callback that throws %s affects its own metric only', async (_name, thrown) => {
  metrics.observableGauge('odd', {}, () => {
    throw thrown;
  });
  expect(names(await reader.collect())).toEqual(['prompt']);
  expect(diagnostics.codes).toEqual(['observation_failed']);
});
