import type { MetricDefinition } from '../../definition/metric-definition.ts';
import { closedCombinations, type Labels } from '../../labels/label-schema.ts';
import { NO_LABELS, readLabelTexts } from '../../labels/record-labels.ts';
import { DropCounts, type DropReason } from '../../snapshot/account.ts';
import type { AttributePairs, LabelPairs } from '../../views/views.ts';
import { ColumnPool, enlarge } from '../columns/column-pool.ts';
import type { SeriesIndex } from '../index/series-index.ts';
import type { SlotFinder } from '../index/series-lookup.ts';
import type { ContextOf, RemovalReason, SinkOf } from './metric-context.ts';
import { MetricLabels, type MetricLabelsOptions } from './metric-labels.ts';
import { SeriesExpiry } from './series-expiry.ts';
import { NO_SERIES } from './series-start.ts';

/** The series limit of a metric without one; OpenTelemetry's default cardinality limit. */
const DEFAULT_LIMIT = 2000;

/** Closed label sets of up to this many combinations start at zero. */
const MAX_ZERO_SERIES = 100;

/** Records of a new instrument, and of every instrument after a reading, whose label names are compared with the definition. */
const FIRST_SAMPLE = 100;
const SAMPLE = 10;

const INITIAL_CAPACITY = 8;

/** What a metric needs from its store. */
export type MetricContext = ContextOf<StoredMetric>;

/** Receives single records, for backends that do not read the store. */
export type RecordSink = SinkOf<StoredMetric>;

/** How a metric is created. */
export interface StoredMetricOptions extends MetricLabelsOptions {
  /** Whether it is a metric of the SDK itself, which no account contains. @default false */
  readonly internal?: boolean;
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
  /** The latest start time of a series, which a clock that is set back makes a time of the future. */
  latestStart = 0;
  /** Series that have begun or become visible again so far. */
  additions = 0;
  /** Series that were removed so far. A bound handle resolves its slot again when it has changed. */
  removals = 0;
  /** Records over a limit: in the overflow series, with a label that became `other` or was cut, or dropped by a gauge. */
  folded = 0;
  /** Present if series expire. */
  #expiry: SeriesExpiry | undefined;
  #overflow = -1;
  readonly #labels: MetricLabels;

  constructor(definition: MetricDefinition, context: MetricContext, options: StoredMetricOptions = {}) {
    this.definition = definition;
    this.context = context;
    this.internal = options.internal ?? false;
    this.#labels = new MetricLabels(definition, options, context, context.maxLabelLength);
    this.index = this.#labels.index;
    if (definition.expireAfter !== undefined) this.#expiry = new SeriesExpiry(definition.expireAfter);
  }

  /** Whether a callback reports the values. */
  isObserved = false;

  abstract readonly kind: 'sum' | 'gauge' | 'histogram';

  finder(constants: Labels = NO_LABELS): SlotFinder {
    const finder = this.index.finder(constants);
    finder.sample(FIRST_SAMPLE);
    return finder;
  }

  /** Compares the label names of the next records with the definition. Call it with each reading. */
  sample(): void {
    this.index.sample(SAMPLE);
  }

  /** Whether a record has a label name that the metric must learn. Throws if the labels cannot be listed. */
  hasNewName(labels: Labels): boolean {
    return this.#labels.hasNewName(labels);
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
    return this.#labels.pairs(slot);
  }

  /** As `labelsOf`, with each value in the type of its label. */
  attributesOf(slot: number): AttributePairs {
    return this.#labels.attributes(slot);
  }

  /**
   * Finds the slot for labels that the finder missed: creates the series, or folds the record into the overflow series.
   * Returns -1 for a record that is counted as dropped. Never throws.
   */
  resolve(labels: Labels | null, constants: Labels = NO_LABELS): number {
    try {
      return this.#resolve(labels ?? NO_LABELS, constants);
    } catch {
      return this.refuse('labels that throw when they are read');
    }
  }

  /**
   * Forwards a record to receiving backends, with the labels of its series.
   * @param value the total for an up-down counter
   */
  forward(slot: number, value: number): void {
    this.context.sink?.record(this, slot, value, this.#labels.frozen(slot));
  }

  /** The slot of the overflow series. Also for records that were folded elsewhere. */
  resolveOverflow(): number {
    if (this.#overflow === -1) {
      this.#overflow = this.index.reserve();
      this.#labels.overflows.add(this.#overflow);
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
    this.#labels.warnings.invalid(what);
    return -1;
  }

  /** Counts and reports a value that is not a number, not finite, or negative where that is not allowed. */
  refuseValue(value: unknown): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.refuse(typeof value === 'number' ? `the value ${value}` : `a value of type ${typeof value}`);
      return;
    }
    this.drop('negative');
    this.#labels.warnings.negative(value);
  }

  /**
   * Removes the series with these labels, if there is one. Does nothing for labels that cannot be read, nor for a series that others
   * share because no backend sees one of the labels.
   */
  remove(labels: Labels, constants: Labels = NO_LABELS): void {
    let slot = -1;
    try {
      if (!this.#labels.hasUnseen(labels)) slot = this.#labels.find(labels, constants);
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

  /** Marks the metric as observed. The callback alone decides which series exist: none starts at zero, and none expires. */
  observe(): void {
    this.isObserved = true;
    this.#expiry = undefined;
    for (let slot = 0; slot < this.index.slots; slot++) {
      if (this.counts[slot] === 0) this.removeSlot(slot, 'unobserved');
    }
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
    this.#labels.overflows.delete(slot);
    this.empty(slot);
    this.index.release(slot, (other) => this.isUsed(other) && other !== this.#overflow);
  }

  /** Creates the series of every combination of closed label values, so that they start at zero. */
  protected startAtZero(): void {
    if (!this.#labels.areClosed) return;
    const combinations = closedCombinations(this.#labels.schema, MAX_ZERO_SERIES);
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
    this.start(slot);
    this.additions += 1;
    this.sequences[slot] = this.additions;
  }

  /** Removes the series that has been hidden for longest, if there is one: the limit is reached. */
  protected removeHidden(): void {}

  /** Sets the start time of a series. */
  protected start(slot: number): void {
    const now = this.context.now();
    this.created[slot] = now;
    if (now > this.latestStart) this.latestStart = now;
  }

  /** Ends the series in a slot. */
  protected endSlot(slot: number): void {
    this.created[slot] = NO_SERIES;
    this.#labels.forget(slot);
    this.#expiry?.forget(slot);
  }

  #resolve(labels: Labels, constants: Labels): number {
    for (const name of this.#labels.findNewNames(labels)) this.addLabelName(name);
    const texts = readLabelTexts(this.index.names, labels, constants);
    if (texts === undefined) return this.refuse('a label value that is not a string, number or boolean');
    const isFolded = this.#labels.fold(texts);
    let slot = this.index.find(texts);
    if (slot < 0) {
      slot = this.#findOrAdd(texts);
      if (slot < 0) return this.#overflowSlot();
      this.#labels.learnTypes(labels, constants);
    }
    if (isFolded) this.folded += 1;
    else this.#labels.addAliases(labels, constants);
    this.#labels.reportUnknown(labels);
    return slot;
  }

  /**
   * Adds a series. Over the limit, it leaves out the labels that no attached backend sees, which costs none of them anything: for
   * these series there is room for as many again. Returns -1 if there is no room.
   */
  #findOrAdd(texts: string[]): number {
    const limit = this.definition.limit ?? DEFAULT_LIMIT;
    if (this.index.size >= limit) this.context.expire(this);
    if (this.index.size >= limit) this.removeHidden();
    if (this.index.size >= limit) {
      const unseen = this.index.names.map((name) => !this.context.sees(this, name));
      if (!unseen.some((isUnseen, i) => isUnseen && texts[i] !== '')) return -1;
      for (const [i, isUnseen] of unseen.entries()) if (isUnseen) texts[i] = '';
      const slot = this.index.find(texts);
      if (slot >= 0 || this.index.size >= 2 * limit) return slot;
    }
    const slot = this.#labels.add(texts);
    this.#begin(slot);
    return slot;
  }

  #overflowSlot(): number {
    this.#labels.warnings.overBudget(this.definition.limit ?? DEFAULT_LIMIT, this.folds);
    if (this.folds) return this.resolveOverflow();
    this.folded += 1;
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
}
