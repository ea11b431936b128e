import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PushBackend } from '../../src/backend/push-backend.ts';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import type { Labels } from '../../src/labels/label-schema.ts';
import { Metrics } from '../../src/metrics.ts';
import type { BackendFeatures } from '../../src/ports/collecting-backend.ts';
import type { MetricsBackendPort } from '../../src/ports/metrics-backend-port.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { missingIn } from '../series-of.ts';
import { EXPIRE_AFTER } from '../store/reading/store-reader.model.ts';
import { type Answer, type Key, labelsOf, type Metric, Model, Remote, textOf } from './multi-metrics-backend.model.ts';

const kinds = ['cumulative', 'delta', 'receiving'] as const;
const names = kinds.flatMap((kind) => [`${kind} 1`, `${kind} 2`]);

/** Sends when a step says so, and keeps the batch that waits for its answer. */
class Pushing extends PushBackend {
  readonly features: BackendFeatures;
  readonly #remote: Remote;
  #held: { snapshot: Snapshot; inDoubt: boolean } | undefined;

  constructor(name: string, temporality: 'cumulative' | 'delta', remote: Remote) {
    super('pushing', { name, scheduler: new FakeClock() }, { intervalSeconds: 60, deadlineSeconds: 5 });
    this.features = { temporality, delivery: 'acknowledged', histograms: true };
    this.#remote = remote;
  }

  collect(): void {
    if (!this.ended) this.#held ??= { snapshot: this.reader.snapshot(), inDoubt: false };
  }

  settle(answer: Answer): void {
    if (this.#held === undefined) return;
    const { snapshot, inDoubt } = this.#held;
    this.#held = answer === 'holds' ? { snapshot, inDoubt: true } : undefined;
    if (answer === 'fails') snapshot.release();
    if (answer === 'refuses') snapshot.refuse('refused');
    if (answer !== 'takes') return;
    this.#remote.take(snapshot, this.features.temporality);
    snapshot.acknowledge({ ambiguous: inDoubt });
  }

  getMetricsOutput(): string {
    return '';
  }

  getContentType(): string {
    return 'text/plain';
  }

  protected override async load(): Promise<void> {
    if (!this.#remote.canStart) throw new Error('cannot start');
  }

  protected async exportOnce(): Promise<void> {
    const { answer } = this.#remote;
    this.settle(answer);
    this.collect();
    this.settle(answer);
    if (answer === 'fails' || answer === 'holds') throw new Error(answer);
  }

  protected close(): void {
    this.#held?.snapshot.release();
    this.#held = undefined;
  }
}

/** A user's backend that only implements the port; one that is not told of a metric refuses its records. */
function receiving(name: string, remote: Remote): MetricsBackendPort & Pick<Pushing, 'collect' | 'settle'> {
  const told = new Set<string>();
  const held: ((answer: Answer) => void)[] = [];
  const taken = (metric: string, value = 1, labels: Labels = {}): void | Promise<void> => {
    const call = [metric, value, textOf(labels)] as const;
    if (remote.answer === 'fails' || !told.has(metric)) throw new Error('fails');
    if (remote.answer === 'refuses') return Promise.reject(new Error('refuses'));
    if (remote.answer === 'takes') return void remote.calls.push(call);
    return new Promise((resolve, reject) => {
      held.push((later) => (later === 'takes' ? resolve(void remote.calls.push(call)) : reject(new Error(later))));
    });
  };
  return {
    name,
    recordCounter: taken,
    setGauge: taken,
    recordHistogram: taken,
    initializeMetric: (definition) => void told.add(definition.name),
    start: () => (remote.canStart ? Promise.resolve() : Promise.reject(new Error('cannot start'))),
    collect: () => {},
    settle: (answer) => {
      if (answer !== 'holds') for (const settle of held.splice(0)) settle(answer);
    },
    getMetricsOutput: () => '',
    getContentType: () => 'text/plain',
  };
}

const diagnostics = new KeptDiagnostics();
type Way = 'by name' | 'instrument' | 'bound';
const byName = { counter: 'recordCounter', gauge: 'setGauge', histogram: 'recordHistogram' } as const;

/** A fan-out beside its model; whole numbers only, so that every sum is exact. */
class Both {
  readonly clock = new FakeClock();
  readonly multi = new MultiMetricsBackend([], { clock: this.clock, scheduler: this.clock, diagnostics });
  readonly model = new Model(() => this.clock.monotonic);
  readonly remotes = new Map(names.map((name) => [name, new Remote()]));
  readonly backends = new Map<string, ReturnType<typeof receiving> | Pushing>();
  readonly #record: Readonly<Record<'instrument' | 'bound', Record<Metric, (value: number, key: Key) => void>>>;
  readonly #series: Readonly<Record<Metric, { remove(labels: { a: string; b: string }): void; clear(): void }>>;

  constructor() {
    const labels = ['a', 'b'] as const;
    const made = new Metrics(this.multi);
    const options = { labels, expireAfter: EXPIRE_AFTER };
    const counter = made.counter('counter', options);
    const upDown = made.upDownCounter('up.down', options);
    const gauge = made.gauge('gauge', options);
    const histogram = made.histogram('histogram', { ...options, buckets: [10] });
    const bind = <H>(to: { bind(of: { a: string; b: string }): H }) =>
      Object.fromEntries(Object.entries(labelsOf).map(([key, of]) => [key, to.bind(of)])) as Record<Key, H>;
    const bound = [bind(counter), bind(upDown), bind(gauge), bind(histogram)] as const;
    this.#series = { counter, 'up.down': upDown, gauge, histogram };
    this.#record = {
      instrument: {
        counter: (value, key) => counter.add(value, labelsOf[key]),
        'up.down': (value, key) => upDown.add(value, labelsOf[key]),
        gauge: (value, key) => gauge.set(value, labelsOf[key]),
        histogram: (value, key) => histogram.record(value, labelsOf[key]),
      },
      bound: {
        counter: (value, key) => bound[0][key].add(value),
        'up.down': (value, key) => bound[1][key].add(value),
        gauge: (value, key) => bound[2][key].set(value),
        histogram: (value, key) => bound[3][key].record(value),
      },
    };
  }

  record(metric: Metric, key: Key, value: number, way: Way): void {
    const signed = metric === 'up.down' && value % 2 === 1 ? -value : value;
    // By name an up-down counter cannot be added to.
    if (way !== 'by name') this.#record[way][metric](signed, key);
    else if (metric === 'up.down') this.#record.instrument[metric](signed, key);
    else this.multi[byName[metric]](metric, signed, labelsOf[key]);
    if (Number.isNaN(value)) this.model.recordInvalid();
    else this.model.record(metric, key, signed);
  }

  removeSeries(metric: Metric, key: Key | null): void {
    if (key === null) this.#series[metric].clear();
    else this.#series[metric].remove(labelsOf[key]);
    this.model.removeSeries(metric, key);
  }

  each(name: string, run: (backend: { collect(): void; settle(answer: Answer): void }) => void): void {
    for (const side of [this.backends, this.model.members]) {
      const backend = side.get(name);
      if (backend !== undefined) run(backend);
    }
  }

  async add(name: string, from: 'now' | 'beginning' | undefined, canStart: boolean): Promise<void> {
    const kind = kinds.find((kind) => name.startsWith(kind))!;
    const remote = this.remotes.get(name)!;
    remote.canStart = canStart;
    const backend = kind === 'receiving' ? receiving(name, remote) : new Pushing(name, kind, remote);
    const adding = this.multi.add(backend, from === undefined ? {} : { from });
    const isIn = this.model.add(name, kind, remote, from);
    await expect(adding)[isIn ? 'resolves' : 'rejects'].not.toBeNull();
    if (isIn) this.backends.set(name, backend);
    expect(this.multi.backends.get(name)).toBe(this.backends.get(name));
  }

  async remove(name: string): Promise<void> {
    this.model.remove(name);
    this.backends.delete(name);
    await this.multi.remove(name);
  }

  async all(method: 'start' | 'flush' | 'shutdown'): Promise<void> {
    const report = Object.entries(await this.multi[method]()).map(([name, { ok }]) => [name, ok]);
    expect(Object.fromEntries(report)).toEqual(this.model.all(method));
  }

  async check(): Promise<void> {
    for (const account of Object.values(this.multi.accounts())) expect(missingIn(account)).toBe(0);
    await settled();
    expect(this.multi.accounts()).toEqual(this.model.accounts());
    for (const { totals, calls, expected } of this.remotes.values()) {
      expect(totals).toEqual(expected.totals);
      expect(calls).toEqual(expected.calls);
    }
  }
}

type Run<A extends unknown[]> = (both: Both, ...args: A) => void | Promise<void>;

/** Steps that fast-check prints as the calls they make. */
function steps<A extends unknown[]>(weight: number, called: string, args: fc.Arbitrary<A>, run: Run<A>) {
  const arbitrary = args.map((given): Run<[]> => {
    const text = `${called}(${given.map((arg) => JSON.stringify(arg)).join(', ')})`;
    return Object.assign((both: Both) => run(both, ...given), { [fc.toStringMethod]: () => text });
  });
  return { weight, arbitrary };
}

const metric = fc.constantFrom<Metric[]>('counter', 'up.down', 'gauge', 'histogram');
const key = fc.constantFrom(...(Object.keys(labelsOf) as Key[]));
const name = fc.constantFrom(...names);
const answer = fc.constantFrom<Answer[]>('takes', 'refuses', 'fails', 'holds');
const value = fc.oneof({ weight: 9, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
const recording = fc.tuple(metric, key, value, fc.constantFrom<Way[]>('by name', 'instrument', 'bound'));
const mostly = fc.constantFrom(true, true, false);

const step = fc.oneof(
  steps(9, 'record', recording, (both, ...args) => both.record(...args)),
  steps(5, 'recordThrice', recording, async (both, ...args) => {
    for (let i = 0; i < 3; i++) {
      both.record(...args);
      await settled();
    }
  }),
  steps(3, 'removeSeries', fc.tuple(metric, fc.option(key)), (both, ...args) => both.removeSeries(...args)),
  steps(5, 'collect', fc.tuple(name), (both, of) => both.each(of, (backend) => backend.collect())),
  steps(5, 'settle', fc.tuple(name, answer), (both, of, how) => both.each(of, (backend) => backend.settle(how))),
  steps(9, 'answer', fc.tuple(name, answer), (both, of, how) => both.remotes.get(of)!.setAnswer(how)),
  steps(3, 'add', fc.tuple(name, fc.constantFrom('now', 'beginning', undefined), mostly), (both, ...args) =>
    both.add(...args),
  ),
  steps(1, 'remove', fc.tuple(name), (both, of) => both.remove(of)),
  steps(3, 'all', fc.tuple(fc.constantFrom('start', 'flush', 'flush', 'shutdown')), (both, which) => both.all(which)),
  steps(2, 'wait', fc.tuple(fc.constantFrom(31, 600)), (both, seconds) => both.clock.advance(seconds)),
);

test('whatever happens in whatever order, every receiver has exact totals and every account adds up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(step, { maxLength: 60, size: 'max' }), async (starts, chosen) => {
      const both = new Both();
      for (const name of names.filter((_, i) => i % 2 === 0)) await both.add(name, undefined, true);
      if (starts) await both.all('start');
      for (const next of chosen) {
        await next(both);
        await both.check();
      }
    }),
    { numRuns: 150 },
  );
});
