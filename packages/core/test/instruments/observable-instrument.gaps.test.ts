import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { hasSeries, type Snapshot } from '../../src/snapshot/snapshot.ts';
import type { ReaderOptions } from '../../src/snapshot/snapshot-reader.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import type { StoreReader } from '../../src/store/reading/store-reader.ts';
import { FakeClock } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { missingIn } from '../series-of.ts';

/** How a callback answers: with some series, or not at all. */
type Round =
  | { readonly kind: 'reports'; readonly sources: readonly Step[]; readonly reads: readonly Read[] }
  | { readonly kind: 'throws' | 'hangs' | 'throws late'; readonly reads: readonly Read[] };
/** What a source did since the last round, and whether it is reported. */
interface Step {
  readonly restarts: boolean;
  readonly increment: number;
  readonly isReported: boolean;
}
/** Whether a reader reads in a round, and whether its receiver takes the snapshot. */
type Read = 'nothing' | 'acknowledged' | 'released';

const sources = ['a', 'b', 'c'];
const readers: readonly ReaderOptions[] = [
  { name: 'cumulative' },
  { name: 'delta', temporality: 'delta' },
  { name: 'delta of totals', temporality: 'delta', observed: 'cumulative' },
  { name: 'renamed', viewOf: () => ({ metric: 'total', name: 'renamed' }) },
  { name: 'merged', viewOf: () => ({ metric: 'total', labels: { drop: ['source'] } }) },
  { name: 'merged delta', temporality: 'delta', viewOf: () => ({ metric: 'total', labels: { drop: ['source'] } }) },
];

const step = fc.record({ restarts: fc.boolean(), increment: fc.nat(50), isReported: fc.boolean() });
const reads = fc.array(fc.constantFrom<Read>('nothing', 'acknowledged', 'released'), {
  minLength: readers.length,
  maxLength: readers.length,
});
const round: fc.Arbitrary<Round> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('reports' as const), sources: fc.tuple(step, step, step), reads }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('throws' as const, 'hangs' as const, 'throws late' as const), reads }),
  },
);

interface Point {
  readonly value: number;
  readonly start: number;
}

/** The points of the only metric, by the value of the label. */
function pointsIn(snapshot: Snapshot): Record<string, Point> {
  const points: Record<string, Point> = {};
  const family = snapshot.families[0];
  if (family?.kind !== 'sum') return points;
  for (let slot = 0; slot < family.slots; slot++) {
    if (!hasSeries(family, slot, family.temporality)) continue;
    const source = Object.fromEntries(family.metric.labelsOf(slot)).source ?? '';
    points[source] = { value: family.values[slot]!, start: family.created[slot]! };
  }
  return points;
}

/** What a source has counted, and what a perfect reader would know of it. */
class Source {
  total = 0;
  start = Number.NaN;
  seen: number | undefined;
  /** Everything that was observed to be counted, over all restarts. */
  counted = 0;
  isVisible = false;

  advance({ restarts, increment }: Step): void {
    this.total = restarts ? increment : this.total + increment;
  }

  observe(now: number): void {
    if (this.seen === undefined || this.total < this.seen) {
      this.start = now;
      this.counted += this.total;
    } else this.counted += this.total - this.seen;
    this.seen = this.total;
  }
}

class World {
  readonly clock = new FakeClock();
  readonly readers: readonly StoreReader[];
  readonly sources = new Map(sources.map((name) => [name, new Source()]));
  /** Per reader: what its receiver has added up. */
  readonly added = readers.map(() => 0);
  readonly lastMerged = readers.map((): Point | undefined => undefined);
  #callback: (observe: (value: number, labels: { source: string }) => void) => unknown = () => {};

  constructor() {
    const store = new MetricStore({ clock: this.clock, scheduler: this.clock, diagnostics: new KeptDiagnostics() });
    this.readers = readers.map((options) => store.openReader(options));
    new Metrics(store).observableCounter('total', { labels: ['source'] }, (observe) => this.#callback(observe));
  }

  async run(round: Round): Promise<void> {
    await this.clock.advance(1);
    if (round.kind === 'reports') {
      sources.forEach((name, i) => {
        this.sources.get(name)!.advance(round.sources[i]!);
      });
    }
    const reported = sources.filter((_, i) => round.kind === 'reports' && round.sources[i]!.isReported);
    this.#callback = (observe) => {
      if (round.kind === 'throws') throw new Error('no source');
      for (const name of round.kind === 'reports' ? reported : sources)
        observe(this.sources.get(name)!.total, { source: name });
      if (round.kind === 'throws late') throw new Error('no more source');
      return round.kind === 'hangs' ? new Promise(() => {}) : undefined;
    };
    let isObserved = false;
    for (const [i, read] of round.reads.entries()) {
      if (read === 'nothing') continue;
      const collected = this.readers[i]!.collect();
      await this.clock.advance(round.kind === 'hangs' ? 5 : 0);
      if (!isObserved)
        for (const [name, source] of this.sources) {
          source.isVisible = reported.includes(name);
          if (source.isVisible) source.observe(this.clock.wall);
        }
      isObserved = true;
      this.#check(i, await collected, read);
    }
  }

  #check(i: number, snapshot: Snapshot, read: Read): void {
    const { name } = readers[i]!;
    const points = pointsIn(snapshot);
    const visible = [...this.sources].filter(([, source]) => source.isVisible);
    if (name === 'cumulative' || name === 'renamed') {
      expect(points).toEqual(
        Object.fromEntries(visible.map(([key, { total, start }]) => [key, { value: total, start }])),
      );
    } else if (name === 'merged') {
      const point = points[''];
      expect(point === undefined).toBe(visible.length === 0);
      const before = this.lastMerged[i];
      if (point !== undefined && before !== undefined && point.value < before.value)
        expect(point.start).toBeGreaterThan(before.start);
      this.lastMerged[i] = point ?? before;
    } else if (name !== 'delta of totals') {
      for (const { value } of Object.values(points)) {
        expect(value).toBeGreaterThanOrEqual(0);
        if (read === 'acknowledged') this.added[i]! += value;
      }
    }
    if (read === 'acknowledged') snapshot.acknowledge();
    else snapshot.release();
    for (const reader of this.readers) expect(missingIn(reader.account())).toBe(0);
  }
}

test('totals survive gaps and restarts of their source, for every reader', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { maxLength: 12 }), async (rounds) => {
      const world = new World();
      for (const each of rounds) await world.run(each);
      const all = { restarts: false, increment: 0, isReported: true };
      const last = readers.map(() => 'acknowledged' as const);
      await world.run({ kind: 'reports', sources: [all, all, all], reads: last });
      const counted = [...world.sources.values()].reduce((sum, source) => sum + source.counted, 0);
      for (const [i, { name }] of readers.entries()) {
        if (name === 'delta' || name === 'merged delta') expect([name, world.added[i]]).toEqual([name, counted]);
        expect(world.readers[i]!.account()).toMatchObject({ pending: 0 });
      }
    }),
    { numRuns: 500 },
  );
});

test('a series that is not reported gives way to a new one at the limit, the one that was absent for longest first', async () => {
  const clock = new FakeClock();
  const store = new MetricStore({ clock, scheduler: clock, diagnostics: new KeptDiagnostics() });
  const delta = store.openReader({ name: 'delta', temporality: 'delta' });
  let reported: Record<string, number> = {};
  new Metrics(store).observableCounter('visits', { labels: ['source'], limit: 3 }, (observe) => {
    for (const [source, total] of Object.entries(reported)) observe(total, { source });
  });
  const read = async (totals: Record<string, number>): Promise<Record<string, number>> => {
    reported = totals;
    const snapshot = await delta.collect();
    const points = Object.entries(pointsIn(snapshot)).map(([source, { value }]) => [source, value]);
    snapshot.acknowledge();
    return Object.fromEntries(points);
  };
  await read({ a: 10, b: 10, c: 10 });
  await read({ b: 10, c: 10 });
  await read({ c: 10 });
  expect(await read({ b: 11, d: 5, c: 10 })).toEqual({ b: 1, d: 5 });
  // The first one was forgotten, and so comes back as a new series, over the limit.
  expect(await read({ a: 12, b: 12, c: 12, d: 12 })).toEqual({ b: 1, c: 2, d: 7, '': 12 });
});
