import type { MetricDefinition } from '../../definition/metric-definition.ts';
import { closedCombinations, type Labels, labelNames } from '../../labels/label-schema.ts';
import { mergeLabels, NO_LABELS, readLabel, readLabelTexts } from '../../labels/record-labels.ts';
import { DropCounts, type DropReason } from '../../snapshot/account.ts';
import { OVERFLOW_LABEL } from '../../views/label-transform.ts';
import type { LabelPairs } from '../../views/views.ts';
import { ColumnPool, enlarge } from '../columns/column-pool.ts';
import type { ExemplarSource } from '../columns/exemplar-columns.ts';
import { LabelBudgets } from '../index/label-budgets.ts';
import { SeriesIndex } from '../index/series-index.ts';
import type { SlotFinder } from '../index/series-lookup.ts';
import { MetricWarnings } from './metric-warnings.ts';
import { SeriesExpiry } from './series-expiry.ts';
import { NO_SERIES } from './series-start.ts';

/** The series limit of a metric without one; OpenTelemetry's default cardinality limit. */
const DEFAULT_LIMIT = 2000;

/** The most labels of a metric that the string API defined by its first use. */
export const MAX_OPEN_LABELS = 16;

/** Closed label sets of up to this many combinations start at zero. */
const MAX_ZERO_SERIES = 100;

const INITIAL_CAPACITY = 8;

/** Why a series was removed: by the program, by an observable callback that no longer reports it, or by expiry. */
export type RemovalReason = 'removed' | 'unobserved' | 'expired';

/** What a metric needs from its store. */
export interface MetricContext {
  /** Called for each record while there is a receiving backend. */
  sink: RecordSink | undefined;
  /** Present if exemplars are kept. */
  readonly exemplars?: ExemplarSource | undefined;
  /** Reports a diagnostic, once per code and subject. */
  warn(code: string, subject: string, message: string): void;
  /** Wall seconds. */
  now(): number;
  /** Removes the expired series of a metric. */
  expire(metric: StoredMetric): void;
  /** Called for each removed series; the slot is released once no snapshot refers to it. */
  retire(metric: StoredMetric, slot: number, reason: RemovalReason): void;
  /** Called before the total of an observed series starts again from 0, because its source was restarted. */
  restart(metric: StoredMetric, slot: number): void;
}

/** Receives single records, for backends that do not read the store. */
export interface RecordSink {
  /** @param value the total for an up-down counter */
  record(metric: StoredMetric, slot: number, value: number, labels: Labels): void;
}

/** How a metric is created. */
export interface StoredMetricOptions {
  /** Whether records may add label names. @default false */
  readonly open?: boolean;
  /** Whether it is a metric of the SDK itself, which no account contains. @default false */
  readonly internal?: boolean;
  /** The index of a metric with the same series. @default a new index */
  readonly index?: SeriesIndex;
}

/**
 * The series of one metric in columns: entry `slot` of each typed array belongs to the series in that slot. Subclasses
 * add the columns of their type.
 */
export abstract class StoredMetric {
  readonly definition: MetricDefinition;
  readonly context: MetricContext;
  readonly index: SeriesIndex;
  /** Records that reached no series. */
  readonly dropped: DropCounts = new DropCounts();
  readonly internal: boolean;
  /** Records of each series since it began. */
  counts: Float64Array = new Float64Array(INITIAL_CAPACITY);
  /** Wall seconds at which each series began; negative in a slot without a visible series. */
  created: Float64Array = new Float64Array(INITIAL_CAPACITY).fill(NO_SERIES);
  /** Tells the series that used a slot one after another apart. */
  sequences: Uint32Array = new Uint32Array(INITIAL_CAPACITY);
  /** The columns of settled snapshots. */
  readonly pool: ColumnPool = new ColumnPool();
  /** Series that have begun or become visible again so far. */
  additions = 0;
  /** Series that were removed so far. A bound handle resolves its slot again when it has changed. */
  removals = 0;
  /** Records in the overflow series, and records with a label that became `other`. */
  folded = 0;
  /** Whether records may add label names: the string API defined the metric by its first use. */
  readonly open: boolean;
  /** Present if series expire. */
  #expiry: SeriesExpiry | undefined;
  #overflow = -1;
  /** The overflow series, and former ones that a snapshot may still hold. */
  readonly #overflows = new Set<number>();
  readonly #budgets: LabelBudgets;
  readonly #warnings: MetricWarnings;

  constructor(definition: MetricDefinition, context: MetricContext, options: StoredMetricOptions = {}) {
    this.definition = definition;
    this.context = context;
    this.open = options.open ?? false;
    this.internal = options.internal ?? false;
    const schema = definition.labels ?? [];
    this.index = options.index ?? new SeriesIndex(labelNames(schema));
    this.#budgets = new LabelBudgets(schema);
    this.#warnings = new MetricWarnings(definition.name, context);
    if (definition.expireAfter !== undefined) this.#expiry = new SeriesExpiry(definition.expireAfter);
  }

  /** Whether a callback reports the values. */
  isObserved = false;

  abstract readonly kind: 'sum' | 'gauge' | 'histogram';

  finder(constants: Labels = NO_LABELS): SlotFinder {
    return this.index.finder(constants);
  }

  /** Whether a slot has a series that readers see. */
  isLive(slot: number): boolean {
    return this.created[slot]! >= 0;
  }

  /** Whether a slot has a series, visible or hidden. */
  isUsed(slot: number): boolean {
    return this.created[slot]! !== NO_SERIES;
  }

  /** The labels of a series, without empty ones. */
  labelsOf(slot: number): LabelPairs {
    if (this.#overflows.has(slot)) return [[OVERFLOW_LABEL, 'true']];
    const { names } = this.index;
    const labels: [name: string, value: string][] = [];
    this.index.texts(slot).forEach((text, i) => {
      if (text !== '') labels.push([names[i]!, text]);
    });
    return labels;
  }

  /**
   * Finds the slot for labels that the finder missed: creates the series, or folds the record into the overflow series.
   * Returns -1 for a record that is counted as dropped. Never throws.
   */
  resolve(labels: Labels, constants: Labels = NO_LABELS): number {
    try {
      return this.#resolve(labels, constants);
    } catch {
      return this.refuse('labels that throw when they are read');
    }
  }

  /**
   * Forwards a record to receiving backends, with its own labels, or with those of its series if they were folded.
   * @param value the total for an up-down counter
   */
  forward(slot: number, value: number, labels: Labels, constants: Labels = NO_LABELS): void {
    const { sink } = this.context;
    if (sink === undefined) return;
    const isFolded = this.#budgets.areSet || this.#overflows.has(slot);
    // A frozen copy: a backend must not change the labels of the caller or of another backend.
    const seen = Object.freeze(isFolded ? Object.fromEntries(this.labelsOf(slot)) : mergeLabels(labels, constants));
    sink.record(this, slot, value, seen);
  }

  /** The slot of the overflow series. Also for records that were folded elsewhere. */
  resolveOverflow(): number {
    if (this.#overflow === -1) {
      this.#overflow = this.index.reserve();
      this.#overflows.add(this.#overflow);
      this.#begin(this.#overflow);
    }
    this.folded += 1;
    return this.#overflow;
  }

  /** Appends a label name, empty in all series so far. */
  addLabelName(name: string): void {
    this.index.addName(name, (slot) => this.isUsed(slot) && slot !== this.#overflow);
  }

  /** Counts records that reach no series. */
  drop(reason: DropReason, records = 1): void {
    this.dropped.add(reason, records);
  }

  /** Counts and reports a record that cannot be recorded. Returns -1. */
  refuse(what: string): number {
    this.drop('invalid');
    this.#warnings.invalid(what);
    return -1;
  }

  /** Counts and reports a value that is not a number, not finite, or negative where that is not allowed. */
  refuseValue(value: unknown): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.refuse(typeof value === 'number' ? `the value ${value}` : `a value of type ${typeof value}`);
      return;
    }
    this.drop('negative');
    this.#warnings.negative(value);
  }

  /** Removes the series with these labels, if there is one. Does nothing for labels that cannot be read. */
  remove(labels: Labels, constants: Labels = NO_LABELS): void {
    let slot = -1;
    try {
      const texts = readLabelTexts(this.index.names, labels, constants);
      if (texts !== undefined) slot = this.index.find(texts);
    } catch {
      return;
    }
    if (slot >= 0) this.#remove(slot, 'removed');
  }

  /** Removes the series in a slot, if there is one. */
  removeSlot(slot: number, reason: RemovalReason): void {
    if (this.isUsed(slot)) this.#remove(slot, reason);
  }

  /** Removes every series. */
  clear(): void {
    for (let slot = 0; slot < this.index.slots; slot++) if (this.isUsed(slot)) this.#remove(slot, 'removed');
  }

  /** Marks the metric as observed. Its series do not expire, because the callback decides which series exist. */
  observe(): void {
    this.isObserved = true;
    this.#expiry = undefined;
  }

  /**
   * Removes expired series.
   * @param now monotonic seconds
   * @param isPending whether a backend has not delivered a series yet, which holds it back for up to ten minutes
   */
  expireIdle(now: number, isPending: (slot: number) => boolean): void {
    if (this.#expiry === undefined) return;
    for (let slot = 0; slot < this.index.slots; slot++) {
      if (!this.isLive(slot)) continue;
      if (this.#expiry.hasExpired(slot, this.counts[slot]!, now, isPending)) this.#remove(slot, 'expired');
    }
  }

  /** Makes room for `capacity` series in every column. */
  makeRoom(capacity: number): void {
    if (capacity <= this.counts.length) return;
    this.counts = enlarge(this.counts, capacity);
    this.created = enlarge(this.created, capacity).fill(NO_SERIES, this.created.length);
    this.sequences = enlarge(this.sequences, capacity);
    this.grow(capacity);
  }

  /** Empties every column of a slot. */
  empty(slot: number): void {
    this.counts[slot] = 0;
    this.reset(slot);
  }

  /** Makes a slot available again. Called by the store once no reader refers to it. */
  release(slot: number): void {
    this.#overflows.delete(slot);
    this.empty(slot);
    this.index.release(slot, (other) => this.isUsed(other) && other !== this.#overflow);
  }

  /** Creates the series of every combination of closed label values, so that they start at zero. */
  protected startAtZero(): void {
    const combinations = closedCombinations(this.definition.labels ?? [], MAX_ZERO_SERIES);
    for (const texts of combinations) this.#begin(this.index.add(texts));
  }

  /** Makes room in the columns of the subclass. */
  protected abstract grow(capacity: number): void;

  /** Whether records over the limit fold into an overflow series. */
  protected abstract readonly folds: boolean;

  /** Empties the columns of the subclass in a slot. */
  protected abstract reset(slot: number): void;

  /** Begins a series in a slot for which there is room. */
  protected beginSlot(slot: number): void {
    this.created[slot] = this.context.now();
    this.additions += 1;
    this.sequences[slot] = this.additions;
  }

  /** Removes the series that has been hidden for longest, if there is one: the limit is reached. */
  protected removeHidden(): void {}

  /** Ends the series in a slot. */
  protected endSlot(slot: number): void {
    this.created[slot] = NO_SERIES;
    this.#expiry?.forget(slot);
  }

  #resolve(labels: Labels, constants: Labels): number {
    if (this.open) this.#learnNames(labels);
    const texts = readLabelTexts(this.index.names, labels, constants);
    if (texts === undefined) return this.refuse('a label value that is not a string, number or boolean');
    const isFolded = this.#budgets.fold(texts, this.index, (name, max) => this.#warnings.labelOverBudget(name, max));
    let slot = this.index.find(texts);
    if (slot < 0) {
      if (this.#isFull()) this.context.expire(this);
      if (this.#isFull()) this.removeHidden();
      if (this.#isFull()) return this.#overflowSlot();
      slot = this.index.add(texts);
      this.#begin(slot);
      this.#warnOfUnknownLabel(labels);
    }
    if (isFolded) this.folded += 1;
    else this.#addAliases(labels, constants);
    return slot;
  }

  #isFull(): boolean {
    return this.index.size >= (this.definition.limit ?? DEFAULT_LIMIT);
  }

  /** Lets the finder find the series for numbers, booleans and missing labels as well as for their texts. */
  #addAliases(labels: Labels, constants: Labels): void {
    for (const [i, name] of this.index.names.entries()) {
      if (!Object.hasOwn(constants, name)) this.index.alias(i, readLabel(labels, name));
    }
  }

  #overflowSlot(): number {
    this.#warnings.overBudget(this.definition.limit ?? DEFAULT_LIMIT, this.folds);
    if (this.folds) return this.resolveOverflow();
    this.drop('cardinality');
    return -1;
  }

  #begin(slot: number): void {
    if (slot >= this.counts.length) this.makeRoom(Math.max(slot + 1, this.counts.length * 2));
    this.beginSlot(slot);
  }

  #remove(slot: number, reason: RemovalReason): void {
    if (slot === this.#overflow) this.#overflow = -1;
    else this.index.remove(slot);
    this.removals += 1;
    this.context.retire(this, slot, reason);
    this.endSlot(slot);
  }

  #learnNames(labels: Labels): void {
    const unknown = Object.keys(labels).filter((name) => name !== '' && !this.index.names.includes(name));
    for (const name of unknown.slice(0, Math.max(0, MAX_OPEN_LABELS - this.index.names.length)))
      this.addLabelName(name);
  }

  #warnOfUnknownLabel(labels: Labels): void {
    const unknown = Object.keys(labels).find((name) => !this.index.names.includes(name));
    if (unknown !== undefined) this.#warnings.unknownLabel(unknown);
  }
}
