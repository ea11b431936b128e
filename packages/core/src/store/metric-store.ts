import { BotMetricsError } from '../bot-metrics-error.ts';
import { checkDefinition, checkSameDefinition } from '../definition/check-definition.ts';
import type { MetricDefinition, MetricType } from '../definition/metric-definition.ts';
import { ConsoleDiagnostics } from '../diagnostics/console-diagnostics.ts';
import { guardedDiagnostics } from '../diagnostics/guarded-diagnostics.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { Clock, Scheduler } from '../ports/clock.ts';
import type { Diagnostics } from '../ports/diagnostics.ts';
import type { MetricsRecorder } from '../ports/metrics-recorder.ts';
import { systemClock, systemScheduler } from '../system-clock.ts';
import { type Account, emptyAccount } from './account.ts';
import { DropCounts, type DropReason } from './drop-reason.ts';
import { GaugeMetric } from './gauge-metric.ts';
import { HistogramMetric } from './histogram-metric.ts';
import type { MetricHost, RecordSink } from './metric-host.ts';
import { Observation } from './observation.ts';
import type { Metric, Snapshot } from './snapshot.ts';
import { type ReaderOptions, StoreReader } from './store-reader.ts';
import { MOST_OPEN_LABELS, NO_LABELS } from './stored-metric.ts';
import { SumMetric } from './sum-metric.ts';

/** What a store tells the time with and talks to. */
export interface MetricStoreOptions {
  /** @default the runtime's clock */
  readonly clock?: Clock;
  /** @default the console, each cause at most once a minute */
  readonly diagnostics?: Diagnostics;
  /** Times the callbacks of observable instruments. @default the runtime's timers */
  readonly scheduler?: Scheduler;
}

/**
 * The one aggregate: every metric, its series, and the readers that backends have opened on it. It exists before any
 * backend does, so that what was recorded before `start()` is in what a backend reads first.
 */
export class MetricStore implements MetricsRecorder, MetricHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly observation: Observation;
  /** Records dropped before they reached a series, for all backends alike. */
  readonly dropped: DropCounts = new DropCounts();
  sink: RecordSink | undefined;
  readonly #metrics = new Map<string, Metric>();
  readonly #finders = new Map<string, (labels: Labels) => number>();
  readonly #readers = new Map<string, StoreReader>();
  /** The reader that was opened last, by the backend's name. */
  readonly #latest = new Map<string, StoreReader>();
  readonly #snapshots = new Set<Snapshot>();
  readonly #warned = new Set<string>();
  readonly #onDefine = new Set<(definition: MetricDefinition) => void>();
  #retired: [Metric, number][] = [];

  constructor(options: MetricStoreOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.diagnostics = guardedDiagnostics(options.diagnostics ?? new ConsoleDiagnostics(this.clock));
    this.observation = new Observation(options.scheduler ?? systemScheduler, this.diagnostics);
  }

  /** In order of definition. */
  get metrics(): Iterable<Metric> {
    return this.#metrics.values();
  }

  /**
   * The metric of a definition; the same one when it is defined again in the same words.
   * @throws BotMetricsError `invalid_definition` or `conflicting_definition`
   */
  define(definition: MetricDefinition): Metric {
    const known = this.#metrics.get(definition.name);
    if (known !== undefined) {
      checkSameDefinition(known.definition, definition);
      return known;
    }
    checkDefinition(definition);
    return this.#add(definition, false);
  }

  /**
   * Calls `listener` for every metric there is and for each that will be. What it throws refuses the definition.
   * Returns the function that stops it.
   */
  onDefine(listener: (definition: MetricDefinition) => void): () => void {
    for (const metric of this.#metrics.values()) listener(metric.definition);
    this.#onDefine.add(listener);
    return () => this.#onDefine.delete(listener);
  }

  /** Opens a backend's view; one of the same name and destination goes on where it stopped. */
  openReader(options: ReaderOptions): StoreReader {
    const key = `${options.name}\n${options.destination ?? ''}`;
    const known = this.#readers.get(key);
    if (known !== undefined && known.temporality === (options.temporality ?? 'cumulative')) {
      known.resume();
      this.#latest.set(options.name, known);
      return known;
    }
    const reader = new StoreReader(options, {
      metrics: { [Symbol.iterator]: () => this.#metrics.values() },
      dropped: this.dropped,
      now: () => this.now(),
      observe: () => this.observation.observe(),
      opened: (snapshot) => this.#snapshots.add(snapshot),
      closed: (snapshot) => this.#close(snapshot),
    });
    this.#readers.set(key, reader);
    this.#latest.set(options.name, reader);
    return reader;
  }

  /** What became of the records at the backend of that name, where it sends to now. */
  account(backend: string): Account {
    return this.#latest.get(backend)?.account() ?? emptyAccount;
  }

  recordCounter(name: string, value = 1, labels: Labels = NO_LABELS): void {
    const metric = this.#known(name, 'counter', labels);
    if (!(metric instanceof SumMetric)) return;
    if (!(typeof value === 'number' && value >= 0 && value < Infinity)) return metric.refuseValue(value);
    const slot = this.#find(metric, labels);
    if (slot >= 0 && metric.add(slot, value)) metric.forward(slot, value, labels);
  }

  setGauge(name: string, value: number, labels: Labels = NO_LABELS): void {
    const metric = this.#known(name, 'gauge', labels);
    if (!(metric instanceof GaugeMetric)) return;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.#find(metric, labels);
    if (slot >= 0 && metric.set(slot, value)) metric.forward(slot, value, labels);
  }

  recordHistogram(name: string, value: number, labels: Labels = NO_LABELS): void {
    const metric = this.#known(name, 'histogram', labels);
    if (!(metric instanceof HistogramMetric)) return;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.#find(metric, labels);
    if (slot >= 0 && metric.record(slot, value)) metric.forward(slot, value, labels);
  }

  /** Accounts a record that cannot be read. */
  refuse(what: string): void {
    this.drop('invalid');
    this.warn('invalid_record', what, `${what}: the record is dropped`);
  }

  drop(reason: DropReason, records = 1): void {
    this.dropped.add(reason, records);
  }

  warn(code: string, subject: string, message: string): void {
    const key = `${code} ${subject}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.diagnostics.report({ code, message, severity: 'warn' });
  }

  now(): number {
    return this.clock.wallSeconds();
  }

  retire(metric: Metric, slot: number): void {
    for (const reader of this.#readers.values()) reader.forget(metric, slot);
    this.#retired.push([metric, slot]);
    this.#releaseRetired();
  }

  #close(snapshot: Snapshot): void {
    this.#snapshots.delete(snapshot);
    this.#releaseRetired();
  }

  /** A slot is reused only when no snapshot refers to it. */
  #releaseRetired(): void {
    if (this.#snapshots.size > 0) return;
    for (const [metric, slot] of this.#retired) metric.release(slot);
    this.#retired = [];
  }

  #add(definition: MetricDefinition, open: boolean): Metric {
    for (const listener of this.#onDefine) listener(definition);
    const metric = metricOf(definition, this, open);
    this.#metrics.set(definition.name, metric);
    const finder = metric.finder();
    this.#finders.set(definition.name, (labels) => finder.find(labels));
    return metric;
  }

  /** The metric of that name, defined by this record if need be; `undefined`, and accounted, if there can be none. */
  #known(name: string, type: MetricType, labels: Labels): Metric | undefined {
    const metric = this.#metrics.get(name);
    if (metric === undefined) return this.#defineByUse(name, type, labels);
    if (metric.definition.type === type) return metric;
    this.drop('type_conflict');
    this.warn(
      'type_conflict',
      `${name} ${type}`,
      `"${name}" is a ${metric.definition.type}; a record of it as a ${type} is dropped`,
    );
    return undefined;
  }

  #defineByUse(name: string, type: MetricType, labels: Labels): Metric | undefined {
    try {
      const names = Object.keys(labels)
        .filter((label) => label !== '')
        .slice(0, MOST_OPEN_LABELS);
      const definition = { name, type, labels: names };
      checkDefinition(definition);
      return this.#add(definition, true);
    } catch (error) {
      this.drop('invalid');
      const reason = error instanceof BotMetricsError ? error.message : 'the name or labels cannot be read';
      this.warn('invalid_record', '', `a record was dropped: ${reason}`);
      return undefined;
    }
  }

  #find(metric: Metric, labels: Labels): number {
    try {
      const slot = this.#finders.get(metric.definition.name)!(labels);
      if (slot >= 0 && !(metric.open && this.#hasNewName(metric, labels))) return slot;
    } catch {
      // Labels that throw when they are read, or none at all: `resolve` accounts them.
    }
    return metric.resolve(labels);
  }

  /** An open metric learns label names from hits, too. */
  #hasNewName(metric: Metric, labels: Labels): boolean {
    for (const name in labels) if (!metric.index.names.includes(name)) return true;
    return false;
  }
}

function metricOf(definition: MetricDefinition, host: MetricHost, open: boolean): Metric {
  switch (definition.type) {
    case 'counter':
    case 'upDownCounter':
      return new SumMetric(definition, host, open);
    case 'gauge':
      return new GaugeMetric(definition, host, open);
    case 'histogram':
      return new HistogramMetric(definition, host, open);
  }
}
