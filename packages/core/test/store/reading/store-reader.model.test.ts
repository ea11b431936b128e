import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { StoreReader } from '../../../src/store/reading/store-reader.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { familyOf, missingIn, seriesIn } from '../../series-of.ts';
import { EXPIRE_AFTER, gauge, type ModelReader, type ModelSnapshot, ModelStore, upDown } from './store-reader.model.ts';

const names = ['counter', upDown, gauge, 'histogram'] as const;
const keys = ['a', 'b', 'c'] as const;

/** For every other reader, by their names. */
const merging = { metric: '*', backends: ['1', '3', '5'], labels: { drop: ['key'] }, merge: 'sum' } as const;

/** A store beside its model; whole numbers only, so that every sum is exact. */
class Both {
  readonly clock = new FakeClock();
  readonly store = new MetricStore({ clock: this.clock, diagnostics: new KeptDiagnostics(), views: [merging] });
  readonly model = new ModelStore();
  readonly readers: BothReader[] = [];
  readonly #record: Readonly<Record<(typeof names)[number], (value: number, key: string, bound: boolean) => void>>;
  readonly #take: Readonly<Record<(typeof names)[number], { remove(labels: { key: string }): void; clear(): void }>>;

  constructor() {
    const metrics = new Metrics(this.store);
    const options = { labels: ['key'], expireAfter: EXPIRE_AFTER } as const;
    const counter = metrics.counter('counter', options);
    const open = metrics.upDownCounter(upDown, options);
    const depth = metrics.gauge(gauge, options);
    const histogram = metrics.histogram('histogram', { ...options, buckets: [10] });
    const bind = <H>(to: { bind(labels: { key: string }): H }): Record<string, H> =>
      Object.fromEntries(keys.map((key) => [key, to.bind({ key })]));
    const handles = [bind(counter), bind(open), bind(depth), bind(histogram)] as const;
    this.#record = {
      counter: (value, key, bound) => (bound ? handles[0][key]!.add(value) : counter.add(value, { key })),
      [upDown]: (value, key, bound) => (bound ? handles[1][key]!.add(-value) : open.add(-value, { key })),
      gauge: (value, key, bound) => (bound ? handles[2][key]!.set(value) : depth.set(value, { key })),
      histogram: (value, key, bound) => (bound ? handles[3][key]!.record(value) : histogram.record(value, { key })),
    };
    this.#take = { counter, [upDown]: open, gauge: depth, histogram };
  }

  record(name: (typeof names)[number], key: string, value: number, bound: boolean): void {
    this.#record[name](value, key, bound);
    this.model.record(name, key, name === upDown ? -value : value);
  }

  recordInvalid(name: (typeof names)[number], key: string, bound: boolean): void {
    this.#record[name](Number.NaN, key, bound);
    this.model.recordInvalid();
  }

  remove(name: (typeof names)[number], key: string | undefined): void {
    if (key === undefined) this.#take[name].clear();
    else this.#take[name].remove({ key });
    this.model.remove(name, key);
  }

  openReader(temporality: 'cumulative' | 'delta', from: 'beginning' | 'now'): void {
    if (this.readers.length === 6) return;
    const name = `${this.readers.length}`;
    const merges = (merging.backends as readonly string[]).includes(name);
    const real = this.store.openReader({ name, temporality, from, recycles: this.readers.length % 2 === 1 });
    this.readers.push(new BothReader(real, this.model.openReader(temporality, from, merges), merges));
  }

  wait(seconds: number): void {
    this.clock.monotonic += seconds;
  }

  collect(reader: number): void {
    if (this.readers[reader]?.isOpen !== false) return;
    this.model.look(this.clock.monotonic);
    this.readers[reader].collect();
  }

  check(): void {
    for (const { real, model } of this.readers) {
      const account = real.account();
      expect(account).toEqual(model.account());
      expect(missingIn(account)).toBe(0);
    }
  }
}

class BothReader {
  readonly real: StoreReader;
  readonly model: ModelReader;
  readonly #merges: boolean;
  #open: { real: Snapshot; model: ModelSnapshot; untouched: boolean } | undefined;

  constructor(real: StoreReader, model: ModelReader, merges: boolean) {
    this.real = real;
    this.model = model;
    this.#merges = merges;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  collect(): void {
    this.#open = { real: this.real.snapshot(), model: this.model.snapshot(), untouched: true };
    this.#compare();
  }

  settleRange(name: string, from: number, to: number, how: 'acknowledge' | 'refuse'): void {
    if (this.#open === undefined) return;
    const { real, model } = this.#open;
    if (model.series[name] === undefined) return;
    const family = familyOf(real, name);
    const range = { family, from, to: Math.min(to, family.slots) };
    if (how === 'acknowledge') real.acknowledgeRange(range);
    else real.refuseRange(range, 'oversize');
    for (let slot = from; slot < range.to; slot++) {
      const key = this.#merges ? '' : (family.metric.labelsOf(slot)[0]?.[1] ?? '');
      if (!(family.created[slot]! >= 0) || model.series[name][key] === undefined) continue;
      this.model.settleSeries(model, name, key, how === 'acknowledge' ? 'delivered' : 'oversize');
      this.#open.untouched = false;
    }
  }

  settle(how: 'acknowledge' | 'refuse' | 'release'): void {
    if (this.#open === undefined) return;
    this.#compare();
    const { real, model } = this.#open;
    this.#open = undefined;
    if (how === 'release') real.release();
    else if (how === 'refuse') real.refuse('refused');
    else real.acknowledge();
    if (how !== 'release') this.model.settleAll(model, how === 'refuse' ? 'refused' : 'delivered');
  }

  /** What the snapshot says now is what the model said when it was taken. */
  #compare(): void {
    if (this.#open?.untouched !== true) return;
    const { real, model } = this.#open;
    for (const name of names) {
      const text = (key: string): string => (this.#merges ? '' : `key=${key}`);
      const series = Object.entries(model.series[name] ?? {}).map(([key, value]) => [text(key), value]);
      expect(seriesIn(real, name, this.real.temporality)).toEqual(Object.fromEntries(series));
    }
  }
}

const name = fc.constantFrom(...names);
const key = fc.constantFrom(...keys);
const reader = fc.nat(5);

type Step = (both: Both) => void;

/** A step that fast-check prints as the call it makes. */
function step<A extends unknown[]>(called: string, make: (...args: A) => Step): (...args: A) => Step {
  return (...args) => {
    const run = make(...args);
    return Object.assign((both: Both) => run(both), { [fc.toStringMethod]: () => `${called}(${args.join(', ')})` });
  };
}

const record = step(
  'record',
  (n: (typeof names)[number], k: string, value: number, bound: boolean) => (both) => both.record(n, k, value, bound),
);
const invalid = step(
  'invalid',
  (n: (typeof names)[number], k: string, bound: boolean) => (both) => both.recordInvalid(n, k, bound),
);
const remove = step('remove', (n: (typeof names)[number], k: string | undefined) => (both) => both.remove(n, k));
const collect = step('collect', (r: number) => (both) => both.collect(r));
const wait = step('wait', (seconds: number) => (both) => both.wait(seconds));
const settle = step(
  'settle',
  (r: number, how: 'acknowledge' | 'refuse' | 'release') => (both) => both.readers[r]?.settle(how),
);
const settleRange = step(
  'settleRange',
  (r: number, n: string, from: number, slots: number, how: 'acknowledge' | 'refuse') => (both) =>
    both.readers[r]?.settleRange(n, from, from + slots, how),
);
const openReader = step(
  'openReader',
  (t: 'cumulative' | 'delta', from: 'beginning' | 'now') => (both) => both.openReader(t, from),
);

const recording = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(name, key, fc.integer({ min: 0, max: 99 }), fc.boolean()).map((args) => record(...args)),
  },
  { weight: 1, arbitrary: fc.tuple(name, key, fc.boolean()).map((args) => invalid(...args)) },
  { weight: 2, arbitrary: fc.tuple(name, fc.option(key, { nil: undefined })).map((args) => remove(...args)) },
);
const reading = fc.oneof(
  { weight: 4, arbitrary: reader.map((r) => collect(r)) },
  {
    weight: 4,
    arbitrary: fc.tuple(reader, fc.constantFrom('acknowledge', 'refuse', 'release')).map((args) => settle(...args)),
  },
  { weight: 2, arbitrary: fc.constantFrom(30, 60, 600).map((seconds) => wait(seconds)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(reader, name, fc.nat(3), fc.integer({ min: 1, max: 4 }), fc.constantFrom('acknowledge', 'refuse'))
      .map((args) => settleRange(...args)),
  },
);
const temporality = fc.constantFrom('cumulative', 'delta');
const opening = fc.tuple(temporality, fc.constantFrom('beginning', 'now')).map((args) => openReader(...args));

function run(steps: readonly Step[]): void {
  const both = new Both();
  // The first and the third see the series one by one, the others all of a metric merged.
  for (const temporality of ['cumulative', 'cumulative', 'delta', 'delta'] as const) {
    both.openReader(temporality, 'beginning');
  }
  for (const next of steps) {
    next(both);
    both.check();
  }
}

test('whatever happens in whatever order, accounts add up and snapshots are exact', () => {
  const steps = fc.array(fc.oneof({ weight: 2, arbitrary: recording }, { weight: 2, arbitrary: reading }), {
    maxLength: 60,
    size: 'max',
  });
  fc.assert(fc.property(steps, run), { numRuns: 500 });
});

test('so they are for readers that open on the way, from the beginning or from now on', () => {
  const any = fc.oneof(
    { weight: 6, arbitrary: recording },
    { weight: 6, arbitrary: reading },
    { weight: 1, arbitrary: opening },
  );
  fc.assert(fc.property(fc.array(any, { maxLength: 60, size: 'max' }), run), { numRuns: 500 });
});
