import { BotMetricsError } from '../bot-metrics-error.ts';
import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { AttachOptions } from '../ports/collecting-backend.ts';
import type { MetricsBackendPort } from '../ports/metrics-backend-port.ts';
import type { Account } from '../snapshot/account.ts';
import type { ExemplarSource } from '../store/columns/exemplar-columns.ts';
import type { StoreOwner } from '../store/metric-store.ts';
import { MetricStore } from '../store/metric-store.ts';
import type { RecordSink, StoredMetric } from '../store/metrics/stored-metric.ts';
import type { StoreLimits } from '../store/store-limits.ts';
import type { Clock, Scheduler } from '../time/clock.ts';
import { systemScheduler } from '../time/clock.ts';
import { withinDeadline } from '../time/deadline.ts';
import { keepAlive } from '../time/keep-alive.ts';
import type { View } from '../views/view.ts';
import { FanOutEntry } from './fan-out-entry.ts';
import { InternalMetrics } from './internal-metrics.ts';

/** The default of `flush` and `shutdown`. */
const DEFAULT_DEADLINE_SECONDS = 10;

/** Dependencies and settings; each has a default. */
export interface MultiMetricsBackendOptions extends StoreLimits {
  /** @default 'multi' */
  readonly name?: string;
  /** @default the console, each message at most once a minute */
  readonly diagnostics?: Diagnostics;
  /** @default the runtime's clock */
  readonly clock?: Clock;
  /** Times the deadlines. @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** What single backends see differently from what is recorded, in this order. @default none */
  readonly views?: readonly View[];
  /** The active span, for exemplars of counters and histograms. @default none are kept */
  readonly exemplars?: ExemplarSource;
  /** Whether to add the metrics `bot_metrics.*`, which report the outcome of records and exports. @default false */
  readonly ownMetrics?: boolean;
}

/** The result of starting each backend, by name. */
export type StartReport = Record<string, { ok: true } | { ok: false; error: unknown }>;

/** The result of flushing each backend, by name, with its account after that. */
export type FlushReport = Record<string, { ok: boolean; account: Account; error?: unknown }>;

/**
 * Delivers every record to every backend. The records are aggregated once, in `store`; collecting backends read it, so
 * recording costs the same with one of them or five. Receiving backends are called for each record, inside a guard. A backend
 * that throws, hangs or fails affects neither the caller nor the others.
 */
export class MultiMetricsBackend implements MetricsBackendPort, StoreOwner {
  readonly name: string;
  readonly store: MetricStore;
  readonly #scheduler: Scheduler;
  readonly #entries = new Map<string, FanOutEntry>();
  readonly #former = new Map<string, Account>();

  /** @throws BotMetricsError `duplicate_backend`, or `invalid_configuration` for invalid views or limits */
  constructor(backends: readonly MetricsBackendPort[] = [], options: MultiMetricsBackendOptions = {}) {
    this.name = options.name ?? 'multi';
    this.store = new MetricStore(options);
    this.#scheduler = options.scheduler ?? systemScheduler;
    if (options.ownMetrics === true) this.store.internal = new InternalMetrics(this.store, () => this.accounts());
    for (const backend of backends) this.#join(backend);
  }

  /** Starts all backends concurrently. Never rejects: the report contains the errors. */
  async start(): Promise<StartReport> {
    this.store.started = true;
    const report: StartReport = {};
    await Promise.all(
      [...this.#entries].map(async ([name, { backend }]) => {
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
   * By default, a backend whose name and destination were there before continues where it stopped. Any other cumulative backend
   * gets all records, and so does a delta backend added before the start; a delta backend added later gets the records from now
   * on. `from` overrides this; `former` is for the successor of a backend of the same name that was just removed. A receiving
   * backend always gets the records from now on.
   * @throws BotMetricsError `duplicate_backend`, or the error of the backend's `start`
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

  /** Flushes a backend, shuts it down and removes it. Its account stays readable. */
  async remove(name: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    await keepAlive(() => this.#finish(entry, 'shutdown', DEFAULT_DEADLINE_SECONDS));
    this.#leave(name);
  }

  /** The backends by name, in the order in which they were added. A snapshot: it does not change later. */
  get backends(): ReadonlyMap<string, MetricsBackendPort> {
    return new Map([...this.#entries].map(([name, { backend }]) => [name, backend]));
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

  /** The output of the first backend, or an empty text without backends. See `backends` for the others. */
  getMetricsOutput(): string | Promise<string> {
    return this.#first?.getMetricsOutput() ?? '';
  }

  getContentType(): string {
    return this.#first?.getContentType() ?? 'text/plain; charset=utf-8';
  }

  /** The account of each backend by name, including removed ones. */
  accounts(): Record<string, Account> {
    const accounts: Record<string, Account> = {};
    for (const [name, account] of this.#former) accounts[name] = account;
    for (const [name, entry] of this.#entries) accounts[name] = entry.account();
    return accounts;
  }

  /** Flushes all backends concurrently. Never rejects, and ends within the deadline even if a backend hangs. */
  flush(deadlineSeconds: number = DEFAULT_DEADLINE_SECONDS): Promise<FlushReport> {
    return this.#all('flush', deadlineSeconds);
  }

  /** Flushes and stops all backends concurrently. Never rejects, and ends within the deadline even if a backend hangs. */
  shutdown(deadlineSeconds: number = DEFAULT_DEADLINE_SECONDS): Promise<FlushReport> {
    this.store.started = false;
    return this.#all('shutdown', deadlineSeconds);
  }

  get #first(): MetricsBackendPort | undefined {
    return this.#entries.values().next().value?.backend;
  }

  #all(method: 'flush' | 'shutdown', deadlineSeconds: number): Promise<FlushReport> {
    return keepAlive(async () => {
      const report: FlushReport = {};
      await Promise.all(
        [...this.#entries].map(async ([name, entry]) => {
          const outcome = await this.#finish(entry, method, deadlineSeconds);
          report[name] = { ...outcome, account: entry.account() };
        }),
      );
      return report;
    });
  }

  async #finish(
    { backend }: FanOutEntry,
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
    if (this.#entries.has(backend.name)) {
      throw new BotMetricsError(
        'duplicate_backend',
        `a backend named "${backend.name}" exists already; rename one of them`,
      );
    }
    this.#entries.set(backend.name, new FanOutEntry(backend, this.store, options));
    this.#updateSink();
  }

  #leave(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    entry.detach();
    this.#entries.delete(name);
    this.#former.set(name, entry.account());
    this.#updateSink();
  }

  /** Without receiving backends there is no sink, and a record calls nothing. */
  #updateSink(): void {
    const sinks = [...this.#entries.values()].flatMap(({ sink }) => (sink === undefined ? [] : [sink]));
    this.store.sink = sinks.length > 1 ? new CombinedSink(sinks) : sinks[0];
  }
}

/** Several receiving backends, each with its own guard. */
class CombinedSink implements RecordSink {
  readonly #sinks: readonly RecordSink[];

  constructor(sinks: readonly RecordSink[]) {
    this.#sinks = sinks;
  }

  record(metric: StoredMetric, slot: number, value: number, labels: Labels): void {
    for (const sink of this.#sinks) sink.record(metric, slot, value, labels);
  }

  sees(metric: StoredMetric, label: string): boolean {
    return this.#sinks.some((sink) => sink.sees(metric, label));
  }
}
