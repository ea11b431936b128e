import { BotMetricsError } from '../bot-metrics-error.ts';
import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { AttachOptions } from '../ports/collecting-backend.ts';
import type { MetricsBackendPort } from '../ports/metrics-backend-port.ts';
import type { Account } from '../snapshot/account.ts';
import { MetricStore } from '../store/metric-store.ts';
import type { ExemplarSource } from '../store/metrics/exemplar-source.ts';
import type { RecordSink } from '../store/metrics/metric-host.ts';
import type { StoredMetric } from '../store/metrics/stored-metric.ts';
import type { StoreOwner } from '../store/store-owner.ts';
import type { Clock, Scheduler } from '../time/clock.ts';
import { withinDeadline } from '../time/deadline.ts';
import { systemScheduler } from '../time/system-clock.ts';
import type { View } from '../views/view.ts';
import { Member } from './member.ts';
import { OwnMetrics } from './own-metrics.ts';

/** For `flush` and `shutdown` where the caller names none. */
const DEADLINE_SECONDS = 10;

/** What a fan-out tells the time with and talks to. */
export interface MultiMetricsBackendOptions {
  /** @default 'multi' */
  readonly name?: string;
  /** @default the console, each cause at most once a minute */
  readonly diagnostics?: Diagnostics;
  /** @default the runtime's clock */
  readonly clock?: Clock;
  /** Times the deadlines. @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** What single backends see otherwise than it is recorded, in this order. @default nothing */
  readonly views?: readonly View[];
  /** Tells the spans that counters and histograms keep an exemplar of. @default none are kept */
  readonly exemplars?: ExemplarSource;
  /** Whether the metrics `bot_metrics.*` tell what became of the records, and how exports went. @default false */
  readonly ownMetrics?: boolean;
}

/** How each backend started. */
export type StartReport = Record<string, { ok: true } | { ok: false; error: unknown }>;

/** What each backend delivered. */
export type FlushReport = Record<string, { ok: boolean; account: Account; error?: unknown }>;

/**
 * Every record in every backend, for the price of one: the records are aggregated once, in `store`. Collecting backends
 * read it; receiving backends are called for each record inside a guard. What one backend does, throw or hang or fail,
 * reaches neither the caller nor the others.
 */
export class MultiMetricsBackend implements MetricsBackendPort, StoreOwner {
  readonly name: string;
  readonly store: MetricStore;
  readonly #scheduler: Scheduler;
  readonly #members = new Map<string, Member>();
  readonly #former = new Map<string, Account>();

  /** @throws BotMetricsError `duplicate_backend`; `invalid_configuration` for views that cannot be */
  constructor(backends: readonly MetricsBackendPort[] = [], options: MultiMetricsBackendOptions = {}) {
    this.name = options.name ?? 'multi';
    this.store = new MetricStore(options);
    this.#scheduler = options.scheduler ?? systemScheduler;
    if (options.ownMetrics === true) this.store.own = new OwnMetrics(this.store, () => this.accounts());
    for (const backend of backends) this.#join(backend);
  }

  /** Starts all backends side by side. Never rejects: the report says which did not start, and why. */
  async start(): Promise<StartReport> {
    this.store.started = true;
    const report: StartReport = {};
    await Promise.all(
      [...this.#members].map(async ([name, { backend }]) => {
        try {
          await backend.start?.();
          report[name] = { ok: true };
        } catch (error) {
          report[name] = { ok: false, error };
        }
      }),
    );
    return report;
  }

  /**
   * Adds a backend, and starts it if the others are started.
   *
   * One whose name and destination were there before goes on where it stopped. Of others a cumulative one reads the whole
   * aggregate, and so does one added before the start; a delta one that comes later gets the records from now on. Where
   * `from` is said, that holds; `former` is for the successor of a backend of its name that was just removed. A receiving one always gets the records from now on.
   * @throws BotMetricsError `duplicate_backend`, and what the backend's `start` rejects with
   */
  async add(backend: MetricsBackendPort, options: AttachOptions = {}): Promise<void> {
    this.#join(backend, options);
    try {
      if (this.store.started) await backend.start?.();
    } catch (error) {
      this.#leave(backend.name);
      throw error;
    }
  }

  /** Flushes a backend, shuts it down and takes it out. Its account stays readable. */
  async remove(name: string): Promise<void> {
    const member = this.#members.get(name);
    if (member === undefined) return;
    await this.#finish(member, 'shutdown', DEADLINE_SECONDS);
    this.#leave(name);
  }

  backend(name: string): MetricsBackendPort | undefined {
    return this.#members.get(name)?.backend;
  }

  initializeMetric(definition: MetricDefinition): void {
    this.store.define(definition);
  }

  recordCounter(name: string, value?: number, labels?: Labels): void {
    this.store.recordCounter(name, value, labels);
  }

  setGauge(name: string, value: number, labels?: Labels): void {
    this.store.setGauge(name, value, labels);
  }

  recordHistogram(name: string, value: number, labels?: Labels): void {
    this.store.recordHistogram(name, value, labels);
  }

  /** That of the first backend; of another by `backend(name)`. Empty where there is none. */
  getMetricsOutput(): string | Promise<string> {
    return this.#first?.getMetricsOutput() ?? '';
  }

  getContentType(): string {
    return this.#first?.getContentType() ?? 'text/plain; charset=utf-8';
  }

  /** What became of the records at each backend, removed ones included. */
  accounts(): Record<string, Account> {
    const accounts: Record<string, Account> = {};
    for (const [name, account] of this.#former) accounts[name] = account;
    for (const [name, member] of this.#members) accounts[name] = member.account();
    return accounts;
  }

  /** Delivers what is pending, everywhere at once. Never rejects, and ends within the deadline whatever hangs. */
  flush(deadlineSeconds: number = DEADLINE_SECONDS): Promise<FlushReport> {
    return this.#all('flush', deadlineSeconds);
  }

  /** Flushes and stops every backend. Never rejects, and ends within the deadline whatever hangs. */
  shutdown(deadlineSeconds: number = DEADLINE_SECONDS): Promise<FlushReport> {
    this.store.started = false;
    return this.#all('shutdown', deadlineSeconds);
  }

  get #first(): MetricsBackendPort | undefined {
    return this.#members.values().next().value?.backend;
  }

  async #all(method: 'flush' | 'shutdown', deadlineSeconds: number): Promise<FlushReport> {
    const report: FlushReport = {};
    await Promise.all(
      [...this.#members].map(async ([name, member]) => {
        const outcome = await this.#finish(member, method, deadlineSeconds);
        report[name] = { ...outcome, account: member.account() };
      }),
    );
    return report;
  }

  async #finish(
    { backend }: Member,
    method: 'flush' | 'shutdown',
    deadlineSeconds: number,
  ): Promise<{ ok: boolean; error?: unknown }> {
    try {
      const what = `${method} of backend "${backend.name}"`;
      await withinDeadline(what, deadlineSeconds, this.#scheduler, () =>
        method === 'shutdown' && backend.shutdown !== undefined
          ? backend.shutdown(deadlineSeconds)
          : backend.flush?.(deadlineSeconds),
      );
      return { ok: true };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #join(backend: MetricsBackendPort, options: AttachOptions = {}): void {
    if (this.#members.has(backend.name)) {
      throw new BotMetricsError(
        'duplicate_backend',
        `there is a backend "${backend.name}" already; give one another name`,
      );
    }
    this.#members.set(backend.name, new Member(backend, this.store, options));
    this.#route();
  }

  #leave(name: string): void {
    const member = this.#members.get(name);
    if (member === undefined) return;
    member.detach();
    this.#members.delete(name);
    this.#former.set(name, member.account());
    this.#route();
  }

  /** Nothing is called for a record while every backend reads the store. */
  #route(): void {
    const sinks = [...this.#members.values()].flatMap(({ sink }) => (sink === undefined ? [] : [sink]));
    this.store.sink = sinks.length > 1 ? new Sinks(sinks) : sinks[0];
  }
}

/** Several receiving backends; each guards itself. */
class Sinks implements RecordSink {
  readonly #sinks: readonly RecordSink[];

  constructor(sinks: readonly RecordSink[]) {
    this.#sinks = sinks;
  }

  record(metric: StoredMetric, slot: number, value: number, labels: Labels): void {
    for (const sink of this.#sinks) sink.record(metric, slot, value, labels);
  }
}
