import { BotMetricsError } from '../bot-metrics-error.ts';
import { checkDefinition, checkSameDefinition } from '../definition/check-definition.ts';
import type { MetricDefinition, MetricType } from '../definition/metric-definition.ts';
import { ConsoleDiagnostics } from '../diagnostics/console-diagnostics.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { guardedDiagnostics } from '../diagnostics/guarded-diagnostics.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { MetricsRecorder } from '../ports/metrics-recorder.ts';
import { type Account, emptyAccount } from '../snapshot/account.ts';
import { DropCounts } from '../snapshot/drop-reason.ts';
import type { Metric, Snapshot } from '../snapshot/snapshot.ts';
import type { Clock, Scheduler } from '../time/clock.ts';
import { systemClock, systemScheduler } from '../time/system-clock.ts';
import type { View } from '../views/view.ts';
import { Views } from '../views/views.ts';
import type { ExemplarSource } from './metrics/exemplar-source.ts';
import { GaugeMetric } from './metrics/gauge-metric.ts';
import { HistogramMetric, TracedHistogramMetric } from './metrics/histogram-metric.ts';
import type { MetricHost, RecordSink, Retirement } from './metrics/metric-host.ts';
import { MOST_OPEN_LABELS, NO_LABELS, type StoredMetric, type StoredMetricOptions } from './metrics/stored-metric.ts';
import { SumMetric, TracedSumMetric } from './metrics/sum-metric.ts';
import { Observation } from './observation.ts';
import { type ReaderHost, type ReaderOptions, StoreReader } from './reading/store-reader.ts';

/** What a store tells the time with and talks to. */
export interface MetricStoreOptions {
  /** @default the runtime's clock */
  readonly clock?: Clock;
  /** @default the console, each cause at most once a minute */
  readonly diagnostics?: Diagnostics;
  /** Times the callbacks of observable instruments. @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** What single backends see otherwise than it is recorded. @default nothing */
  readonly views?: readonly View[];
  /** Tells the spans that counters and histograms keep an exemplar of, one a series or bucket. @default none are kept */
  readonly exemplars?: ExemplarSource;
}

/** Keeps the metrics of the SDK itself. */
export interface OwnRecords {
  /** Brings them up to date; called before a backend reads. */
  refresh(): void;
  exported(backend: string, outcome: 'success' | 'failure', seconds: number): void;
  rejected(backend: string, points: number): void;
}

type DefinitionListener = (definition: MetricDefinition, own: boolean) => void;

type MetricOf<T extends MetricType> = T extends 'gauge'
  ? GaugeMetric
  : T extends 'histogram'
    ? HistogramMetric
    : SumMetric;

/**
 * The one aggregate: every metric, its series, and the readers that backends have opened on it. It exists before any
 * backend does, so that what was recorded before `start()` is in what a backend reads first.
 */
export class MetricStore implements MetricsRecorder, MetricHost {
  /** What a store is known by, in every copy of this package. */
  readonly is = '@bot-metrics/core store' as const;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly observation: Observation;
  readonly views: Views;
  readonly exemplars: ExemplarSource | undefined;
  sink: RecordSink | undefined;
  /** What the SDK says of itself, where it does. */
  own: OwnRecords | undefined;
  /** The backends run: a delta reader that comes now is late. */
  started = false;
  /** Records that came to no metric at all. */
  readonly #dropped = new DropCounts();
  readonly #metrics = new Map<string, Metric>();
  readonly #finders = new Map<string, (labels: Labels) => number>();
  readonly #readers = new Map<string, StoreReader>();
  /** The reader that was opened last, by the backend's name. */
  readonly #latest = new Map<string, StoreReader>();
  readonly #snapshots = new Set<Snapshot>();
  readonly #warned = new Set<string>();
  readonly #onDefine = new Set<DefinitionListener>();
  #retired: [StoredMetric, number][] = [];

  constructor(options: MetricStoreOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.diagnostics = guardedDiagnostics(options.diagnostics ?? new ConsoleDiagnostics(this.clock));
    this.views = new Views(options.views);
    this.exemplars = options.exemplars;
    this.observation = new Observation(options.scheduler ?? systemScheduler, this.diagnostics);
  }

  /** In order of definition. */
  get metrics(): Iterable<Metric> {
    return this.#metrics.values();
  }

  /** The metric of that name, `undefined` if none is defined. */
  metric(name: string): Metric | undefined {
    return this.#metrics.get(name);
  }

  /** Records dropped before they came into a series. */
  get dropped(): DropCounts {
    return this.#droppedIn(() => true);
  }

  /** Those of metrics that a backend sees. */
  droppedFor(backend: string): DropCounts {
    return this.#droppedIn(({ definition }) => this.views.of(definition, backend) !== undefined);
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
    return this.#add(definition, {});
  }

  /** A metric of the SDK itself, which is read like any other, but is in nobody's account. */
  defineOwn<D extends MetricDefinition>(definition: D): MetricOf<D['type']> {
    return this.#add(definition, { own: true }) as MetricOf<D['type']>;
  }

  /**
   * Calls `listener` for every metric there is and for each that will be; `own` are those of the SDK itself. What it throws
   * refuses the definition.
   * Returns the function that stops it.
   */
  onDefine(listener: DefinitionListener): () => void {
    for (const { definition, own } of this.#metrics.values()) listener(definition, own);
    this.#onDefine.add(listener);
    return () => this.#onDefine.delete(listener);
  }

  /**
   * Opens a backend's view; one of the same name and destination goes on where it stopped, unless `from` says otherwise.
   * @throws BotMetricsError `invalid_definition` for a metric that the backend's views cannot be applied to
   */
  openReader(options: ReaderOptions): StoreReader {
    const { name, destination = '', temporality = 'cumulative', from } = options;
    const key = `${name}\n${destination}`;
    const former = this.#formerOf(key, options);
    const late = temporality === 'delta' && this.started ? 'now' : 'beginning';
    const begin = from === 'beginning' || from === 'now' ? from : late;
    const reader = former ?? new StoreReader({ ...options, from: begin }, this.#hostOf(name));
    former?.resume(options.viewOf);
    for (const [other, known] of this.#readers) if (known === former) this.#readers.delete(other);
    this.#readers.set(key, reader);
    this.#latest.set(name, reader);
    return reader;
  }

  /** What became of the records at the backend of that name, where it sends to now. */
  account(backend: string): Account {
    return this.#latest.get(backend)?.account() ?? emptyAccount;
  }

  recordCounter(name: string, value = 1, labels: Labels = NO_LABELS): void {
    const metric = this.#known(name, 'counter', labels);
    if (metric?.kind !== 'sum') return;
    if (!(typeof value === 'number' && value >= 0 && value < Infinity)) return metric.refuseValue(value);
    const slot = this.#find(metric, labels);
    if (slot >= 0 && metric.add(slot, value)) metric.forward(slot, value, labels);
  }

  setGauge(name: string, value: number, labels: Labels = NO_LABELS): void {
    const metric = this.#known(name, 'gauge', labels);
    if (metric?.kind !== 'gauge') return;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.#find(metric, labels);
    if (slot >= 0 && metric.set(slot, value)) metric.forward(slot, value, labels);
  }

  recordHistogram(name: string, value: number, labels: Labels = NO_LABELS): void {
    const metric = this.#known(name, 'histogram', labels);
    if (metric?.kind !== 'histogram') return;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.#find(metric, labels);
    if (slot >= 0 && metric.record(slot, value)) metric.forward(slot, value, labels);
  }

  /** Accounts a record that cannot be read. */
  refuse(what: string): void {
    this.#dropped.add('invalid');
    this.warn('invalid_record', what, `${what}: the record is dropped`);
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

  expire(metric: Metric): void {
    const readers = [...this.#readers.values()];
    metric.expireIdle(this.clock.monotonicSeconds(), (slot) =>
      readers.some((reader) => reader.isPending(metric, slot)),
    );
  }

  retire(metric: Metric, slot: number, why: Retirement): void {
    for (const reader of this.#readers.values()) reader.forget(metric, slot, why);
    this.#release(metric, slot);
  }

  /** The reader that is gone on with, if it reads in the same way. */
  #formerOf(key: string, options: ReaderOptions): StoreReader | undefined {
    const { name, from, temporality = 'cumulative', observed = 'delta', histograms = 'explicit' } = options;
    if (from === 'beginning' || from === 'now') return undefined;
    const takesPlace = from === 'former' && temporality === 'delta';
    const former = takesPlace ? this.#latest.get(name) : this.#readers.get(key);
    const isAlike =
      former?.temporality === temporality && former.observed === observed && former.histograms === histograms;
    return isAlike ? former : undefined;
  }

  #hostOf(backend: string): ReaderHost {
    return {
      metrics: { [Symbol.iterator]: () => this.#metrics.values() },
      now: () => this.now(),
      droppedIn: (isSeen) => this.#droppedIn(isSeen),
      seen: (definition, viewOf) => this.views.of(definition, backend, viewOf),
      observe: () => this.observation.observe(),
      beforeRead: () => {
        this.own?.refresh();
        for (const metric of this.#metrics.values()) this.expire(metric);
      },
      retire: (metric, slot) => this.#release(metric, slot),
      opened: (snapshot) => this.#snapshots.add(snapshot),
      closed: (snapshot) => this.#close(snapshot),
    };
  }

  #droppedIn(isSeen: (metric: Metric) => boolean): DropCounts {
    const dropped = this.#dropped.copy();
    for (const metric of this.#metrics.values()) if (!metric.own && isSeen(metric)) dropped.addAll(metric.dropped);
    return dropped;
  }

  #release(metric: StoredMetric, slot: number): void {
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

  #add(definition: MetricDefinition, options: StoredMetricOptions): Metric {
    const known = [...this.#metrics.values()].map((metric) => metric.definition);
    for (const { name } of this.#readers.values()) this.views.checkName(definition, known, name);
    for (const listener of this.#onDefine) listener(definition, options.own ?? false);
    const metric = metricOf(definition, this, options);
    for (const reader of this.#readers.values()) reader.meet(metric);
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
    metric.drop('type_conflict');
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
      return this.#add(definition, { open: true });
    } catch (error) {
      this.#dropped.add('invalid');
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

function metricOf(definition: MetricDefinition, host: MetricHost, options: StoredMetricOptions): Metric {
  const isTraced = host.exemplars !== undefined;
  switch (definition.type) {
    case 'counter':
    case 'upDownCounter':
      return new (isTraced ? TracedSumMetric : SumMetric)(definition, host, options);
    case 'gauge':
      return new GaugeMetric(definition, host, options);
    case 'histogram':
      return new (isTraced ? TracedHistogramMetric : HistogramMetric)(definition, host, options);
  }
}
