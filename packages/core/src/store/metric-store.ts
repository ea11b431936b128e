import { BotMetricsError, joinErrors } from '../bot-metrics-error.ts';
import { checkDefinition, checkSameDefinition } from '../definition/check-definition.ts';
import { type MetricDefinition, type MetricType, secondsBuckets } from '../definition/metric-definition.ts';
import { ConsoleDiagnostics, type Diagnostics, guardDiagnostics } from '../diagnostics/diagnostics.ts';
import { WarnOnce } from '../diagnostics/warn-once.ts';
import type { Labels } from '../labels/label-schema.ts';
import { NO_LABELS } from '../labels/record-labels.ts';
import type { ReadableStore } from '../ports/collecting-backend.ts';
import type { MetricsRecorder } from '../ports/metrics-backend-port.ts';
import { type Account, DropCounts } from '../snapshot/account.ts';
import type { ReaderOptions } from '../snapshot/snapshot-reader.ts';
import { type Clock, type Scheduler, systemClock, systemScheduler } from '../time/clock.ts';
import type { View } from '../views/view.ts';
import { Views } from '../views/views.ts';
import type { ExemplarSource } from './columns/exemplar-columns.ts';
import { DefinitionsByUse } from './definitions-by-use.ts';
import { addLabelNames, findMergeProblem, mergeIncrement, type SeriesIncrement } from './merge-series.ts';
import { createMetric, type MetricOfType, type WritableMetric } from './metrics/create-metric.ts';
import type { RemovalReason } from './metrics/metric-context.ts';
import type { MetricContext, RecordSink, StoredMetricOptions } from './metrics/stored-metric.ts';
import { Observation } from './observation.ts';
import { Readers } from './readers.ts';
import type { StoreReader } from './reading/store-reader.ts';
import { resolveLimits, type StoreLimits } from './store-limits.ts';

/** Dependencies and limits; each has a default. */
export interface MetricStoreOptions extends StoreLimits {
  /** @default the runtime's clock */
  readonly clock?: Clock;
  /** @default the console, each message at most once a minute */
  readonly diagnostics?: Diagnostics;
  /** Times the callbacks of observable instruments. @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** What single backends see differently from what is recorded. @default none */
  readonly views?: readonly View[];
  /** The active span, for exemplars of counters and histograms: one a series or bucket. @default none are kept */
  readonly exemplars?: ExemplarSource;
}

/** Keeps the metrics of the SDK itself. */
export interface InternalRecords {
  /** Updates values that are counted elsewhere. Called before a backend reads. */
  refresh(): void;
  /** Records an export. */
  exported(backend: string, outcome: 'success' | 'failure', seconds: number): void;
  /** Records the points that a receiver left out of an export that it accepted. */
  rejected(backend: string, points: number): void;
}

/** A recorder that aggregates in a store, as the fan-out and every collecting backend do. */
export interface StoreOwner extends MetricsRecorder {
  readonly store: MetricStore;
}

type DefinitionListener = (definition: MetricDefinition, internal: boolean) => void;

/**
 * The one aggregate: every metric, its series, and the readers that backends opened. It exists before any backend, so that
 * a backend's first reading contains what was recorded before `start()`.
 */
export class MetricStore implements MetricsRecorder, MetricContext, ReadableStore {
  /** Identifies a store, also one of another copy of this package. */
  readonly is = '@bot-metrics/core store' as const;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly observation: Observation;
  readonly views: Views;
  readonly exemplars: ExemplarSource | undefined;
  readonly maxLabelLength: number;
  sink: RecordSink | undefined;
  /** The metrics of the SDK itself, if they are enabled. */
  internal: InternalRecords | undefined;
  /** Whether the backends run. A delta reader opened now starts with the records from now on. */
  started = false;
  /** Records without a metric. */
  readonly #dropped = new DropCounts();
  readonly #metrics = new Map<string, WritableMetric>();
  readonly #finders = new Map<string, (labels: Labels) => number>();
  readonly #readers: Readers;
  readonly #warnings = new WarnOnce(() => this.diagnostics);
  readonly #onDefine = new Set<DefinitionListener>();
  readonly #definitionsByUse: DefinitionsByUse;

  /** @throws BotMetricsError `invalid_configuration` for invalid views or limits */
  constructor(options: MetricStoreOptions = {}) {
    const limits = resolveLimits(options);
    this.maxLabelLength = limits.maxLabelLength;
    this.#definitionsByUse = new DefinitionsByUse(limits, {
      add: (definition) => this.#add(definition, { open: true }),
      drop: (reason) => this.#dropped.add(reason),
      warn: (code, subject, message) => this.warn(code, subject, message),
    });
    this.clock = options.clock ?? systemClock;
    this.diagnostics = guardDiagnostics(options.diagnostics ?? new ConsoleDiagnostics(this.clock));
    this.views = new Views(options.views);
    this.exemplars = options.exemplars;
    this.observation = new Observation(options.scheduler ?? systemScheduler, this.diagnostics);
    this.#readers = new Readers({
      metrics: { [Symbol.iterator]: () => this.#metrics.values() },
      now: () => this.now(),
      monotonicSeconds: () => this.clock.monotonicSeconds(),
      countDropped: (isSeen) => this.#countDropped(isSeen),
      view: (definition, backend, viewOf) => this.views.of(definition, backend, viewOf),
      observe: (timeoutSeconds) => this.observation.observe(timeoutSeconds),
      beforeRead: () => {
        this.internal?.refresh();
        for (const metric of this.#metrics.values()) {
          this.expire(metric);
          metric.sample();
        }
      },
    });
  }

  /** In order of definition. */
  get metrics(): Iterable<WritableMetric> {
    return this.#metrics.values();
  }

  /** The metric of that name, `undefined` if there is none. */
  metric(name: string): WritableMetric | undefined {
    return this.#metrics.get(name);
  }

  /** Records that reached no series. */
  get dropped(): DropCounts {
    return this.#countDropped(() => true);
  }

  /** Records that reached no series, of the metrics that a backend sees. */
  droppedFor(backend: string): DropCounts {
    return this.#countDropped(({ definition }) => this.views.of(definition, backend) !== undefined);
  }

  /**
   * The metric of a definition. The same definition twice is the same metric.
   * @throws BotMetricsError `invalid_definition` or `conflicting_definition`
   */
  define(definition: MetricDefinition): WritableMetric {
    const known = this.#metrics.get(definition.name);
    if (known !== undefined) {
      checkSameDefinition(known.definition, definition);
      return known;
    }
    checkDefinition(definition);
    return this.#add(definition, {});
  }

  /** Defines a metric of the SDK itself. It is read like any other, but no account contains it. */
  defineInternal<D extends MetricDefinition>(definition: D): MetricOfType<D['type']> {
    return this.#add(definition, { internal: true }) as MetricOfType<D['type']>;
  }

  /**
   * Calls `listener` for every metric, present and future; `internal` marks metrics of the SDK itself. An exception refuses the
   * definition; those for present metrics are thrown together. Returns the function that stops it.
   */
  onDefine(listener: DefinitionListener): () => void {
    const errors: unknown[] = [];
    for (const { definition, internal } of this.#metrics.values()) {
      try {
        listener(definition, internal);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw joinErrors(errors);
    this.#onDefine.add(listener);
    return () => this.#onDefine.delete(listener);
  }

  /**
   * Opens a backend's reader. One of the same name and destination continues where the last one stopped, unless `from` says
   * otherwise.
   * @throws BotMetricsError `invalid_definition` for a metric that the backend's views cannot be applied to
   */
  openReader(options: ReaderOptions): StoreReader {
    return this.#readers.open(options, this.started);
  }

  /** The account of the backend of that name, at its current destination. */
  account(backend: string): Account {
    return this.#readers.account(backend);
  }

  /**
   * Monotonic seconds of the earliest last reading, so that the time since then contains the interval of every backend. Ignores
   * backends that have not read for `maxSeconds`; now if there are no others.
   */
  earliestReading(maxSeconds: number): number {
    return this.#readers.earliestReading(maxSeconds);
  }

  recordCounter(name: string, value = 1, labels: Labels = NO_LABELS): void {
    const metric = this.#findMetric(name, 'counter', labels);
    if (metric?.kind !== 'sum') return;
    if (!(typeof value === 'number' && value >= 0 && value < Infinity)) return metric.refuseValue(value);
    const slot = this.#findSlot(metric, labels);
    if (slot >= 0 && metric.add(slot, value)) metric.forward(slot, value);
  }

  setGauge(name: string, value: number, labels: Labels = NO_LABELS): void {
    const metric = this.#findMetric(name, 'gauge', labels);
    if (metric?.kind !== 'gauge') return;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.#findSlot(metric, labels);
    if (slot >= 0 && metric.set(slot, value)) metric.forward(slot, value);
  }

  recordHistogram(name: string, value: number, labels: Labels = NO_LABELS): void {
    const metric = this.#findMetric(name, 'histogram', labels);
    if (metric?.kind !== 'histogram') return;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.#findSlot(metric, labels);
    if (slot >= 0 && metric.record(slot, value)) metric.forward(slot, value);
  }

  /**
   * Adds series that were aggregated elsewhere, such as in a worker process, to the metric of that name, which is defined if it
   * is unknown. A known metric needs the same type, the same unit if both have one and, for a histogram, the same buckets. Each series
   * keeps its own labels: names that the metric does not know are added to it, up to 64 names. Adds all series or none.
   * @returns the increments whose records are counted as dropped: over the series limit of a gauge, or with a total out of range
   * @throws BotMetricsError `conflicting_definition`, or `invalid_definition` for an increment that is out of range
   */
  merge(definition: MetricDefinition, increments: readonly SeriesIncrement[]): readonly SeriesIncrement[] {
    const known = this.#metrics.get(definition.name);
    if (known === undefined) checkDefinition(definition);
    else if (!canMerge(known, definition)) checkSameDefinition(known.definition, definition);
    // Increments that are refused define nothing, so they are checked against a metric outside the store.
    const problem = findMergeProblem(known ?? createMetric(definition, this, {}), increments);
    if (problem !== undefined) {
      throw new BotMetricsError('invalid_definition', `metric "${definition.name}": ${problem}`);
    }
    const metric = known ?? this.define(definition);
    addLabelNames(metric, increments);
    return increments.filter((increment) => !mergeIncrement(metric, increment));
  }

  /** Removes one series of a metric from all backends, if there is one. */
  removeSeries(name: string, labels: Labels): void {
    this.#metrics.get(name)?.remove(labels);
  }

  /** Counts a record that was lost before it reached a metric. */
  countInvalid(): void {
    this.#dropped.add('invalid');
  }

  /** Counts and reports a record that cannot be read. */
  refuse(what: string): void {
    this.countInvalid();
    this.warn('invalid_record', what, `${what}: the record is dropped`);
  }

  /** Reports a warning, once per code and subject. */
  warn(code: string, subject: string, message: string): void {
    this.#warnings.warn(code, subject, message);
  }

  now(): number {
    return this.clock.wallSeconds();
  }

  sees(metric: WritableMetric, label: string): boolean {
    const isRead = this.#readers.sees(metric, label);
    const isForwarded = this.sink?.sees(metric, label);
    // Without a backend, one that sees the label may still come.
    return isRead === undefined && isForwarded === undefined ? true : isRead === true || isForwarded === true;
  }

  expire(metric: WritableMetric): void {
    metric.expireIdle(this.clock.monotonicSeconds(), (slot) => this.#readers.isPending(metric, slot));
  }

  retire(metric: WritableMetric, slot: number, reason: RemovalReason): void {
    this.#readers.retire(metric, slot, reason);
  }

  restart(metric: WritableMetric, slot: number): void {
    this.#readers.restart(metric, slot);
  }

  #countDropped(isSeen: (metric: WritableMetric) => boolean): DropCounts {
    const dropped = this.#dropped.copy();
    for (const metric of this.#metrics.values()) if (!metric.internal && isSeen(metric)) dropped.addAll(metric.dropped);
    return dropped;
  }

  #add(definition: MetricDefinition, options: StoredMetricOptions): WritableMetric {
    for (const backend of this.#readers.names) {
      const rivals = this.views.findRivals(definition, backend).flatMap((name) => this.#metrics.get(name) ?? []);
      this.views.checkName(
        definition,
        rivals.map((metric) => metric.definition),
        backend,
      );
    }
    for (const listener of this.#onDefine) listener(definition, options.internal ?? false);
    const unseen = options.internal === true ? undefined : this.views.hiddenLabels(definition);
    const metric = createMetric(definition, this, { ...options, unseen });
    this.#readers.addMetric(metric);
    this.#metrics.set(definition.name, metric);
    const finder = metric.finder();
    this.#finders.set(definition.name, (labels) => finder.find(labels));
    return metric;
  }

  /** The metric of that name. The first record of an unknown name defines it. Counts a record that can have no metric. */
  #findMetric(name: string, type: MetricType, labels: Labels): WritableMetric | undefined {
    const metric = this.#metrics.get(name);
    if (metric === undefined) return this.#definitionsByUse.define(name, type, labels);
    if (metric.definition.type === type) return metric;
    metric.drop('type_conflict');
    const message = `"${name}" is a ${metric.definition.type}; a record of it as a ${type} is dropped`;
    this.warn('type_conflict', `${name} ${type}`, message);
    return undefined;
  }

  #findSlot(metric: WritableMetric, labels: Labels): number {
    try {
      const slot = this.#finders.get(metric.definition.name)!(labels);
      if (slot >= 0 && !metric.hasNewName(labels)) return slot;
    } catch {
      // `resolve` counts labels that throw, and labels that are no object.
    }
    return metric.resolve(labels);
  }
}

function canMerge(metric: WritableMetric, { type, unit = '', buckets = secondsBuckets }: MetricDefinition): boolean {
  const { type: knownType, unit: knownUnit = '' } = metric.definition;
  if (knownType !== type || (knownUnit !== unit && knownUnit !== '' && unit !== '')) return false;
  return metric.kind !== 'histogram' || metric.hasLayout(buckets);
}

/** The store of a recorder, `undefined` if it has none. */
export function findStore(recorder: MetricsRecorder): MetricStore | undefined {
  if (isStore(recorder)) return recorder;
  return 'store' in recorder && isStore(recorder.store) ? recorder.store : undefined;
}

/** Recognizes a store of another copy of this package, too, which a dependency may have installed. */
function isStore(value: unknown): value is MetricStore {
  return (
    typeof value === 'object' &&
    value !== null &&
    'is' in value &&
    value.is === ('@bot-metrics/core store' satisfies MetricStore['is'])
  );
}
