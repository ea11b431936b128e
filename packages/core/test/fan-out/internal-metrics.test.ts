import { beforeEach, expect, test } from 'vitest';
import { PushBackend } from '../../src/backend/push-backend.ts';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import type { BackendFeatures } from '../../src/ports/collecting-backend.ts';
import { FakeClock } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { type Series, seriesIn } from '../series-of.ts';

class Pushing extends PushBackend {
  readonly features: BackendFeatures;
  fails = false;
  /** What the receiver saw last of the SDK's own metrics. */
  readonly seen: Record<string, Series> = {};
  exports: readonly number[] = [];

  constructor(name: string, clock: FakeClock, temporality: 'cumulative' | 'delta' = 'cumulative') {
    super('pushing', { name, scheduler: clock }, { intervalSeconds: 60, deadlineSeconds: 5 });
    this.features = { temporality, delivery: 'acknowledged', histograms: true };
  }

  getMetricsOutput(): string {
    return '';
  }

  getContentType(): string {
    return 'text/plain';
  }

  protected async exportOnce(): Promise<void> {
    const snapshot = this.reader.snapshot();
    if (this.fails) {
      snapshot.release();
      throw new Error('down');
    }
    for (const { metric } of snapshot.families) {
      const { name } = metric.definition;
      this.seen[name] = seriesIn(snapshot, name, this.features.temporality);
    }
    const exports = snapshot.families.find(({ metric }) => metric.definition.name === 'bot_metrics.export.duration');
    this.exports = [...(exports?.counts ?? [])];
    snapshot.acknowledge();
  }

  protected close(): void {}
}

let clock: FakeClock;
let cloud: Pushing;
let changes: Pushing;
let multi: MultiMetricsBackend;
let metrics: Metrics;

beforeEach(() => {
  clock = new FakeClock();
  cloud = new Pushing('cloud', clock);
  changes = new Pushing('changes', clock, 'delta');
  const options = { clock, scheduler: clock, diagnostics: new KeptDiagnostics(), ownMetrics: true };
  multi = new MultiMetricsBackend([cloud, changes], options);
  metrics = new Metrics(multi);
});

test('the accounts of every backend are metrics, which the accounts themselves leave out', async () => {
  metrics.counter('sent').add(5);
  metrics.counter('sent').add(-1);
  await multi.flush();
  await multi.flush();
  expect(cloud.seen['bot_metrics.records']).toEqual({
    'backend=cloud,outcome=delivered': 1,
    'backend=cloud,outcome=dropped,reason=negative': 1,
    'backend=changes,outcome=delivered': 1,
    'backend=changes,outcome=dropped,reason=negative': 1,
  });
  const account = { offered: 2, delivered: 1, pending: 0, dropped: { negative: 1 }, ambiguous: 0 };
  expect(multi.accounts()).toEqual({ cloud: account, changes: account });
});

test('a delta backend gets the changes of them', async () => {
  metrics.counter('sent').add(5);
  await changes.flush();
  await changes.flush();
  expect(changes.seen['bot_metrics.records']).toEqual({ 'backend=changes,outcome=delivered': 1 });
  metrics.counter('sent').add(5);
  metrics.counter('sent').add(5);
  await changes.flush();
  await changes.flush();
  expect(changes.seen['bot_metrics.records']).toEqual({ 'backend=changes,outcome=delivered': 2 });
});

test('exports are counted and timed by outcome, with the time of the last success', async () => {
  await multi.flush();
  const succeeded = clock.wallSeconds();
  await clock.advance(10);
  cloud.fails = true;
  await multi.flush();
  cloud.fails = false;
  await cloud.flush();
  expect(cloud.seen['bot_metrics.export.last_success']).toMatchObject({ 'backend=cloud': succeeded });
  expect(Object.keys(cloud.seen['bot_metrics.export.duration'] ?? {})).toEqual([
    'backend=cloud,outcome=success',
    'backend=changes,outcome=success',
    'backend=cloud,outcome=failure',
  ]);
  expect(cloud.exports).toEqual([1, 2, 1]);
});

test('series are counted, and records that were folded, by metric', async () => {
  const sent = metrics.counter('sent', { labels: ['chat'], limit: 2 });
  for (const chat of ['a', 'b', 'c', 'd']) sent.add(1, { chat });
  await multi.flush();
  expect(cloud.seen['bot_metrics.series']).toEqual({ '': 2 });
  expect(cloud.seen['bot_metrics.overflow']).toEqual({ 'metric=sent': 2 });
});

test('points that a receiver rejected are counted', async () => {
  multi.store.internal?.rejected('cloud', 3);
  multi.store.internal?.rejected('cloud', 1);
  await multi.flush();
  expect(cloud.seen['bot_metrics.rejected_points']).toEqual({ 'backend=cloud': 4 });
});

test('a receiving backend gets neither their definitions nor their records', async () => {
  const defined: string[] = [];
  const nothing = (): void => {};
  await multi.add({
    name: 'receiving',
    initializeMetric: ({ name }) => void defined.push(name),
    recordCounter: nothing,
    setGauge: nothing,
    recordHistogram: nothing,
    getMetricsOutput: () => '',
    getContentType: () => '',
  });
  metrics.counter('sent').add(1);
  await multi.flush();
  expect(defined).toEqual(['sent']);
});

test('without being asked for there are none', async () => {
  const other = new Pushing('other', clock);
  const bare = new MultiMetricsBackend([other], { clock, scheduler: clock });
  new Metrics(bare).counter('sent').add(1);
  await bare.flush();
  expect(Object.keys(other.seen)).toEqual(['sent']);
});
