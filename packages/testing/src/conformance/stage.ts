import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { type MetricDefinition, Metrics, type MetricsBackendPort, MultiMetricsBackend } from '@bot-metrics/core';
import type { Account } from '@bot-metrics/core/backend';
import { CollectedDiagnostics } from '../collected-diagnostics.ts';
import { FakeClock } from '../fake-clock.ts';
import type { Distribution, Reading, ReadSeries } from './reading.ts';
import { StageTimers } from './stage-timers.ts';
import type { ConformanceSubject, Fault } from './subject.ts';
import { within } from './within.ts';

type Labels = Readonly<Record<string, string>>;
/** Labels and value of each series of a metric. */
type Series<V> = readonly (readonly [labels: Labels, value: V])[];

/** The deadline of flushes and shutdowns, on the fake scheduler: it passes only when a test advances it. */
export const DEADLINE_SECONDS = 5;

/** A fault bound to its receiver. */
export interface StagedFault extends Pick<Fault<never>, 'records' | 'warned'> {
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
  /** `undefined` for faults in which the receiver still responds. */
  hung: (() => Promise<unknown>) | undefined;
}

/** A backend in a fan-out with its receiver, for one test. */
export class Stage {
  readonly clock: FakeClock = new FakeClock();
  readonly timers: StageTimers = new StageTimers();
  readonly diagnostics: CollectedDiagnostics = new CollectedDiagnostics();
  readonly backend: MetricsBackendPort;
  readonly fanOut: MultiMetricsBackend;
  readonly metrics: Metrics;
  readonly features: ConformanceSubject<never>['features'];
  readonly #naming: NonNullable<ConformanceSubject<never>['naming']>;
  readonly #limitSeconds: number;
  readonly #makeBackend: () => MetricsBackendPort;
  readonly #read: () => Promise<Reading>;
  readonly #scrape: () => Promise<unknown>;
  readonly #stopReceiver: () => Promise<unknown>;
  readonly #fault: (name: string) => StagedFault;

  private constructor(subject: ConformanceSubject<unknown>, receiver: unknown) {
    const { clock, timers: scheduler, diagnostics } = this;
    this.features = subject.features;
    this.#naming = subject.naming ?? {};
    this.#limitSeconds = subject.limitSeconds ?? 4;
    this.#makeBackend = () => subject.makeBackend(receiver, { clock, scheduler, diagnostics });
    this.backend = this.#makeBackend();
    this.#read = async () => subject.read(receiver);
    this.#scrape = async () => subject.scrape?.(receiver, this.backend);
    this.#stopReceiver = async () => subject.stopReceiver?.(receiver);
    this.#fault = (name) => staged(subject, receiver, name);
    this.fanOut = new MultiMetricsBackend([this.backend], { clock, scheduler, diagnostics });
    this.metrics = new Metrics(this.fanOut);
  }

  static async open(subject: ConformanceSubject<unknown>): Promise<Stage> {
    return new Stage(subject, await subject.startReceiver());
  }

  async start(): Promise<void> {
    this.timers.starting = true;
    const report = await this.within('start()', this.fanOut.start());
    this.timers.starting = false;
    const outcome = report[this.backend.name];
    if (outcome?.ok === false) throw outcome.error;
  }

  /** Delivers what is pending. Returns whether the backend succeeded. */
  async deliver(): Promise<boolean> {
    const report = await this.within('flush()', this.fanOut.flush(DEADLINE_SECONDS));
    await this.within('the scrape', this.#scrape());
    return report[this.backend.name]?.ok === true;
  }

  /** Like `deliver`, but fails if the backend does. */
  async mustDeliver(): Promise<void> {
    assert.ok(await this.deliver(), 'flush() rejected although the receiver works');
  }

  read(): Promise<Reading> {
    return this.within('the reading', this.#read());
  }

  /** A second backend with the same receiver, outside the fan-out. */
  anotherBackend(): MetricsBackendPort {
    return this.#makeBackend();
  }

  fault(name: string): StagedFault {
    return this.#fault(name);
  }

  account(): Account {
    const account = this.fanOut.accounts()[this.backend.name];
    assert.ok(account, 'the fan-out has no account for the backend; its name must not change');
    return account;
  }

  /** Asserts that every record is accounted for and returns the account. */
  balanced(): Account {
    const account = this.account();
    const { offered, delivered, pending } = account;
    const text = JSON.stringify(account);
    assert.equal(
      delivered + pending + countDropped(account),
      offered,
      `offered must equal delivered + pending + dropped: ${text}`,
    );
    assert.ok(delivered >= 0 && pending >= 0, `delivered and pending must not be negative: ${text}`);
    return account;
  }

  /** Asserts that the receiver sees exactly these series of a counter. */
  async seesCounter(metric: string | MetricDefinition, ...expected: Series<number>): Promise<void> {
    this.#compare((await this.read()).counters, toDefinition(metric, 'counter'), expected);
  }

  /** Asserts that the receiver sees exactly these series of a gauge or an up-down counter. */
  async seesGauge(metric: string | MetricDefinition, ...expected: Series<number>): Promise<void> {
    this.#compare((await this.read()).gauges, toDefinition(metric, 'gauge'), expected);
  }

  /**
   * Asserts that the receiver sees exactly these series of a histogram; only the counts for backends without
   * distributions.
   */
  async seesHistogram(metric: string | MetricDefinition, ...expected: Series<Distribution>): Promise<void> {
    const counts = (series: Series<Distribution>) => series.map(([labels, { count }]) => [labels, count] as const);
    const { histograms } = await this.read();
    const definition = toDefinition(metric, 'histogram');
    if (this.features.histograms) return this.#compare(histograms, definition, expected);
    const read = histograms.map(({ name, labels, value }) => ({ name, labels, value: value.count }));
    this.#compare(read, definition, counts(expected));
  }

  /** Fails after a real time limit if the promise hangs. */
  within<T>(what: string, promise: Promise<T>): Promise<T> {
    return within(what, this.#limitSeconds, promise);
  }

  /** Yields to the event loop until `isMet` returns true. */
  async until(what: string, isMet: () => boolean): Promise<void> {
    const deadline = performance.now() + this.#limitSeconds * 1000;
    while (!isMet()) {
      if (performance.now() > deadline) throw new Error(`${what}: did not happen within ${this.#limitSeconds} s`);
      await setImmediate();
    }
  }

  async close(): Promise<void> {
    try {
      const ended = this.fanOut.shutdown(DEADLINE_SECONDS);
      await this.timers.deadlines.advance(DEADLINE_SECONDS);
      await this.within('shutdown()', ended);
    } finally {
      await this.within('the end of the receiver', this.#stopReceiver());
    }
  }

  #compare<V>(read: readonly ReadSeries<V>[], definition: MetricDefinition, expected: Series<V>): void {
    const name = this.#naming.metric?.(definition) ?? definition.name;
    const seen = (labels: Labels): Labels => {
      const { label = same, value = same } = this.#naming;
      return Object.fromEntries(Object.entries(labels).map(([name, text]) => [label(name), value(text)]));
    };
    const found = read.filter((series) => series.name === name).map(({ labels, value }) => [sorted(labels), value]);
    const wanted = expected.map(([labels, value]) => [sorted(seen(labels)), value]);
    const [received, recorded] = [inOrder(found), inOrder(wanted)];
    assert.equal(received, recorded, `for "${name}" the receiver sees\n  ${received}\n  instead of\n  ${recorded}`);
  }
}

/** The number of dropped records of all reasons. */
export function countDropped({ dropped }: Account): number {
  return Object.values(dropped).reduce((sum, records) => sum + records, 0);
}

function staged<R>(subject: ConformanceSubject<R>, receiver: R, name: string): StagedFault {
  const fault = subject.faults[name];
  if (fault === undefined || typeof fault === 'string') throw new Error(`there is no fault "${name}"`);
  const { hung, records = 'kept', warned = true } = fault;
  return {
    begin: async () => fault.begin(receiver),
    end: async () => fault.end(receiver),
    hung: hung === undefined ? undefined : () => hung.call(fault, receiver),
    records,
    warned,
  };
}

function toDefinition(metric: string | MetricDefinition, type: MetricDefinition['type']): MetricDefinition {
  return typeof metric === 'string' ? { name: metric, type } : metric;
}

function same(text: string): string {
  return text;
}

function sorted(labels: Labels): [string, string][] {
  return Object.entries(labels).sort();
}

function inOrder(series: readonly unknown[]): string {
  return series.length === 0
    ? 'nothing'
    : series
        .map((one) => JSON.stringify(one))
        .sort()
        .join('\n  ');
}
