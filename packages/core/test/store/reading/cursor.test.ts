import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Histogram } from '../../../src/instruments/instrument.ts';
import { Metrics } from '../../../src/metrics.ts';
import type { MetricFamily, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { ExponentialColumns } from '../../../src/store/columns/exponential-columns.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { familyOf } from '../../series-of.ts';
import { type ExponentialState, recorded, stateOf } from '../columns/exponential-state.ts';

let store: MetricStore;
let sizes: Histogram<readonly ['kind']>;

beforeEach(() => {
  store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  sizes = new Metrics(store).histogram('size', { labels: ['kind'], buckets: 'exponential' });
});

function columnsIn(snapshot: Snapshot): ExponentialColumns {
  const family: MetricFamily = familyOf(snapshot, 'size');
  if (family.kind !== 'histogram' || family.exponential === undefined) throw new Error(family.kind);
  return family.exponential;
}

function stateIn(snapshot: Snapshot, slot = 0): ExponentialState {
  return stateOf(columnsIn(snapshot), slot);
}

test('a metric in exponential buckets has one explicit bucket beside them', () => {
  for (const value of [1, -2, 0, 7]) sizes.record(value, { kind: 'a' });
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  const family = familyOf(snapshot, 'size');
  expect(family).toMatchObject({ kind: 'histogram', metric: { stride: 1 } });
  expect(family).toHaveProperty('buckets', Float64Array.of(4));
  expect(stateIn(snapshot)).toEqual(stateOf(recorded([1, -2, 0, 7])));
});

test('a metric in explicit buckets has no exponential ones', () => {
  new Metrics(store).histogram('explicit').record(1);
  expect(familyOf(store.openReader({ name: 'reader' }).snapshot(), 'explicit')).toHaveProperty(
    'exponential',
    undefined,
  );
});

test('what is refused is in no bucket', () => {
  sizes.record(Number.MAX_VALUE, { kind: 'a' });
  for (const value of [Number.MAX_VALUE, Number.NaN, Infinity, -Infinity]) sizes.record(value, { kind: 'a' });
  expect(stateIn(store.openReader({ name: 'reader' }).snapshot())).toEqual(stateOf(recorded([Number.MAX_VALUE])));
  expect(store.dropped.toObject()).toEqual({ invalid: 4 });
});

test('each series has its own buckets, however many series there are', () => {
  for (let kind = 0; kind < 30; kind++) for (const value of [1, 1.5 ** kind, -kind]) sizes.record(value, { kind });
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  for (let kind = 0; kind < 30; kind++) {
    expect(stateIn(snapshot, kind)).toEqual(stateOf(recorded([1, 1.5 ** kind, -kind])));
  }
});

test('a snapshot does not change while it is written out', () => {
  sizes.record(1, { kind: 'a' });
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  for (const value of [1e9, 0, -1]) sizes.record(value, { kind: 'a' });
  expect(stateIn(snapshot)).toEqual(stateOf(recorded([1])));
});

test('a delta is exact although the scale came down since the last one', () => {
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  for (const value of [1.5, 1.501, 0]) sizes.record(value, { kind: 'a' });
  reader.snapshot().acknowledge();
  for (const value of [1.5, 1e9, -3]) sizes.record(value, { kind: 'a' });
  const all = recorded([1.5, 1e9, -3]);
  expect(stateIn(reader.snapshot())).toEqual(stateOf(all));
});

test('a delta reader from now on is offered only what comes', () => {
  for (const value of [1.5, -3, 0]) sizes.record(value, { kind: 'a' });
  const reader = store.openReader({ name: 'late', temporality: 'delta', from: 'now' });
  for (const value of [5, 1e9]) sizes.record(value, { kind: 'a' });
  expect(stateIn(reader.snapshot())).toEqual(stateOf(recorded([5, 1e9])));
});

test('a series that takes the slot of another starts with empty buckets at the finest scale', () => {
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  for (const value of [1e-9, 1e9, -1, 0]) sizes.record(value, { kind: 'a' });
  reader.snapshot().acknowledge();
  sizes.remove({ kind: 'a' });
  sizes.record(1.5, { kind: 'b' });
  expect(stateIn(reader.snapshot())).toEqual(stateOf(recorded([1.5])));
});

test('closed labels start at zero with empty buckets', () => {
  new Metrics(store).histogram('closed', { labels: { kind: ['a', 'b'] }, buckets: 'exponential' });
  const family = familyOf(store.openReader({ name: 'reader' }).snapshot(), 'closed');
  expect(family.slots).toBe(2);
  expect(family.kind === 'histogram' && stateOf(family.exponential!, 1)).toEqual(stateOf(recorded([])));
});

const kinds = ['a', 'b'] as const;
const round = fc.record({
  // Powers of 1.5: far from all bounds, so that indexes are the same whichever scale they were found at.
  values: fc.array(
    fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(-1, 0, 1, 1), fc.integer({ min: -300, max: 300 })),
  ),
  outcome: fc.constantFrom('acknowledge', 'release', 'dropSeries' as const),
});

test('the deltas of every export add up to what was recorded, whatever became of the exports', () => {
  const property = fc.property(fc.array(round, { maxLength: 12, size: 'max' }), (rounds) => {
    const ownStore = new MetricStore({ diagnostics: new KeptDiagnostics() });
    const own = new Metrics(ownStore).histogram('size', { labels: ['kind'], buckets: 'exponential' });
    const reader = ownStore.openReader({ name: 'delta', temporality: 'delta' });
    const totals = new ExponentialColumns(kinds.length);
    const all: Record<(typeof kinds)[number], number[]> = { a: [], b: [] };
    kinds.forEach((kind) => {
      own.record(1, { kind });
      all[kind].push(1);
    });
    for (const { values, outcome } of [...rounds, { values: [], outcome: 'acknowledge' }]) {
      for (const [kind, sign, exponent] of values) {
        const value = sign * 1.5 ** exponent + 0;
        own.record(value, { kind });
        all[kind].push(value);
      }
      const snapshot = reader.snapshot();
      if (outcome === 'release') {
        snapshot.release();
        continue;
      }
      kinds.forEach((_, slot) => {
        totals.merge(slot, columnsIn(snapshot), slot);
      });
      // A series that is settled on its own must not be settled again with the others.
      if (outcome === 'dropSeries') snapshot.dropSeries(familyOf(snapshot, 'size'), 0, 'oversize');
      snapshot.acknowledge();
    }
    kinds.forEach((kind, slot) => {
      expect(stateOf(totals, slot)).toEqual(stateOf(recorded(all[kind])));
    });
  });
  fc.assert(property, { numRuns: 150 });
});

test('a delta reader gets totals of up-down counters, and of observable counters where it wants them', async () => {
  const metrics = new Metrics(store);
  const told = async (observed: 'cumulative' | 'delta') => {
    const reader = store.openReader({ name: observed, temporality: 'delta', observed, from: 'beginning' });
    const rounds = [];
    for (let round = 0; round < 2; round++) {
      const snapshot = await reader.collect();
      rounds.push(
        ['observed', 'active', 'hits'].map((name) => {
          const family = familyOf(snapshot, name);
          return [family.temporality, family.kind === 'sum' ? family.values[0] : undefined];
        }),
      );
      snapshot.acknowledge();
    }
    expect(reader.account()).toMatchObject({ pending: 0 });
    return rounds;
  };
  metrics.observableCounter('observed', {}, (observe) => observe(7));
  metrics.upDownCounter('active').add(3);
  metrics.counter('hits').add(2);
  const first = (observed: unknown[]) => [observed, ['cumulative', 3], ['delta', 2]];
  const second = (observed: unknown[]) => [observed, ['cumulative', 3], ['delta', 0]];
  expect(await told('delta')).toEqual([first(['delta', 7]), second(['delta', 0])]);
  expect(await told('cumulative')).toEqual([first(['cumulative', 7]), second(['cumulative', 7])]);
});
