import type { MetricDefinition } from '../../definition/metric-definition.ts';
import { closedCombinations } from '../../labels/closed-combinations.ts';
import { type Labels, labelNames } from '../../labels/label-schema.ts';
import { labelText } from '../../labels/label-text.ts';
import { merged } from '../../labels/merged.ts';
import { DropCounts, type DropReason } from '../../snapshot/drop-reason.ts';
import { OVERFLOW_LABEL } from '../../views/label-fate.ts';
import type { LabelPairs } from '../../views/views.ts';
import { LabelBudgets } from '../index/label-budgets.ts';
import { SeriesIndex } from '../index/series-index.ts';
import type { SlotFinder } from '../index/series-lookup.ts';
import { SpareColumns } from './column-pool.ts';
import type { MetricHost, Retirement } from './metric-host.ts';
import { MetricWarnings } from './metric-warnings.ts';
import { SeriesActivity } from './series-activity.ts';

/** The series budget of a metric that names none; OpenTelemetry's default cardinality limit. */
const DEFAULT_LIMIT = 2000;

/** What a record without labels carries. */
export const NO_LABELS: Labels = Object.freeze({});
/** Label names that an undeclared metric may grow to. */
export const MOST_OPEN_LABELS = 16;

/** Closed label sets of up to this many combinations start at zero. */
const MOST_ZERO_SERIES = 100;

const FIRST_CAPACITY = 8;

/** How long a backend that has not delivered a series holds its expiry back. */
const HELD_BACK_SECONDS = 600;

/** How a metric is made. */
export interface StoredMetricOptions {
  /** Whether records may bring new label names. @default false */
  readonly open?: boolean;
  /** One of the SDK itself, which the accounts leave out. @default false */
  readonly own?: boolean;
  /** That of another metric, whose series this one has, too. @default an own one */
  readonly index?: SeriesIndex;
}

/**
 * The series of one metric in columns: entry `slot` of each typed array belongs to the series in that slot. Subclasses
 * add the columns of their type.
 */
export abstract class StoredMetric {
  readonly definition: MetricDefinition;
  readonly host: MetricHost;
  readonly index: SeriesIndex;
  /** Records that did not come into a series. */
  readonly dropped: DropCounts = new DropCounts();
  /** One of the SDK itself: its records are not the application's, and no account has them. */
  readonly own: boolean;
  /** Records of each series since it began. */
  counts: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Wall seconds at which each series began; -1 in a slot without a series. */
  created: Float64Array = new Float64Array(FIRST_CAPACITY).fill(-1);
  /** For snapshots whose reader is done with them. */
  readonly spare: SpareColumns = new SpareColumns();
  /** Grows with each series that begins. */
  additions = 0;
  /** Grows with each removal: a bound handle resolves itself again when it has changed. */
  removals = 0;
  /** Records that went into the overflow series, or whose label became `other`. */
  folded = 0;
  /** Whether records may bring new label names: a metric that the string API defined by its first use. */
  readonly open: boolean;
  /** Where series expire. */
  #activity: SeriesActivity | undefined;
  #overflow = -1;
  /** The overflow series, and former ones that a snapshot may still hold. */
  readonly #overflows = new Set<number>();
  readonly #budgets: LabelBudgets;
  readonly #warnings: MetricWarnings;

  constructor(definition: MetricDefinition, host: MetricHost, options: StoredMetricOptions = {}) {
    this.definition = definition;
    this.host = host;
    this.open = options.open ?? false;
    this.own = options.own ?? false;
    const schema = definition.labels ?? [];
    this.index = options.index ?? new SeriesIndex(labelNames(schema));
    this.#budgets = new LabelBudgets(schema);
    this.#warnings = new MetricWarnings(definition.name, host);
    if (definition.expireAfter !== undefined) this.#activity = new SeriesActivity();
  }

  /** A callback tells its values. */
  isObserved = false;

  /** What kind of columns it has. */
  abstract readonly kind: 'sum' | 'gauge' | 'histogram';

  finder(constants: Labels = NO_LABELS): SlotFinder {
    return this.index.finder(constants);
  }

  isLive(slot: number): boolean {
    return this.created[slot]! >= 0;
  }

  /** The labels of a series, empty ones left out. */
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
   * The slot for labels that the finder missed: makes the series, folds it into the overflow series, or accounts the
   * record as dropped and answers -1. Never throws.
   */
  resolve(labels: Labels, constants: Labels = NO_LABELS): number {
    try {
      return this.#resolve(labels, constants);
    } catch {
      return this.refuse('labels that throw when they are read');
    }
  }

  /**
   * Passes a record on to receiving backends: under its own labels, or under those of its series where these were folded.
   * @param value the total for an up-down counter
   */
  forward(slot: number, value: number, labels: Labels, constants: Labels = NO_LABELS): void {
    const { sink } = this.host;
    if (sink === undefined) return;
    const folded = this.#budgets.areSet || this.#overflows.has(slot);
    // A copy, and frozen: a backend must not change what the caller or another backend has.
    const seen = Object.freeze(folded ? Object.fromEntries(this.labelsOf(slot)) : merged(labels, constants));
    sink.record(this, slot, value, seen);
  }

  /** Accounts a record that does not come into a series. */
  drop(reason: DropReason): void {
    this.dropped.add(reason);
  }

  /** Accounts a record that cannot be recorded. Answers -1. */
  refuse(what: string): number {
    this.drop('invalid');
    this.#warnings.invalid(what);
    return -1;
  }

  /** Accounts a value that is no number, not finite, or less than zero where that is not allowed. */
  refuseValue(value: unknown): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.refuse(typeof value === 'number' ? `the value ${value}` : `a value of type ${typeof value}`);
      return;
    }
    this.drop('negative');
    this.#warnings.negative(value);
  }

  /** Takes the series with these labels out, if there is one. Labels that cannot be read have none. */
  remove(labels: Labels, constants: Labels = NO_LABELS): void {
    let slot = -1;
    try {
      const texts = this.#texts(labels, constants);
      if (texts !== undefined) slot = this.index.find(texts);
    } catch {
      return;
    }
    if (slot >= 0) this.#takeOut(slot, 'removed');
  }

  /** Takes the series in a slot out, if there is one. */
  removeSlot(slot: number, why: Retirement): void {
    if (this.isLive(slot)) this.#takeOut(slot, why);
  }

  /** Takes every series out. */
  clear(): void {
    for (let slot = 0; slot < this.index.slots; slot++) if (this.isLive(slot)) this.#takeOut(slot, 'removed');
  }

  /** A callback tells its values. Its series do not expire, whatever the definition says: the callback decides which there are. */
  observe(): void {
    this.isObserved = true;
    this.#activity = undefined;
  }

  /** Takes out what has had no record for too long, unless `isPending`: then it waits a while longer. */
  expireIdle(now: number, isPending: (slot: number) => boolean): void {
    const { expireAfter = Infinity } = this.definition;
    if (this.#activity === undefined) return;
    for (let slot = 0; slot < this.index.slots; slot++) {
      if (!this.isLive(slot)) continue;
      const idle = this.#activity.idleSeconds(slot, this.counts[slot]!, now);
      if (idle < expireAfter || (idle < expireAfter + HELD_BACK_SECONDS && isPending(slot))) continue;
      this.#takeOut(slot, 'expired');
    }
  }

  /** Makes the series of every combination of closed label values, so that they start at zero. */
  protected startAtZero(): void {
    const combinations = closedCombinations(this.definition.labels ?? [], MOST_ZERO_SERIES);
    for (const texts of combinations) this.#begin(this.index.add(texts));
  }

  /** Makes room in every column. */
  protected abstract grow(capacity: number): void;

  /** Whether an overflow series has a meaning. */
  protected abstract readonly folds: boolean;

  /** Empties the columns of a slot. */
  protected abstract reset(slot: number): void;

  /** A series begins in a slot, for which there is room. */
  protected begun(slot: number): void {
    this.created[slot] = this.host.now();
    this.additions += 1;
  }

  /** The series in a slot is over. */
  protected ended(slot: number): void {
    this.created[slot] = -1;
    this.#activity?.forget(slot);
  }

  #resolve(labels: Labels, constants: Labels): number {
    if (this.open) this.#learnNames(labels);
    const texts = this.#texts(labels, constants);
    if (texts === undefined) return this.refuse('a label value that is no string, number or boolean');
    const folded = this.#budgets.fold(texts, this.index, (name, most) => this.#warnings.labelOverBudget(name, most));
    let slot = this.index.find(texts);
    if (slot < 0) {
      if (this.#isFull()) this.host.expire(this);
      if (this.#isFull()) return this.#overflowSlot();
      slot = this.index.add(texts);
      this.#begin(slot);
      this.#noticeUnknown(labels);
    }
    if (folded) this.folded += 1;
    else this.#alias(labels, constants);
    return slot;
  }

  #isFull(): boolean {
    return this.index.size >= (this.definition.limit ?? DEFAULT_LIMIT);
  }

  /** Lets numbers, booleans and missing labels find the series next time without this detour. */
  #alias(labels: Labels, constants: Labels): void {
    for (const [i, name] of this.index.names.entries()) {
      if (!Object.hasOwn(constants, name)) this.index.alias(i, labelOf(labels, name));
    }
  }

  #texts(labels: Labels, constants: Labels): string[] | undefined {
    const texts: string[] = [];
    for (const name of this.index.names) {
      const text = labelText(Object.hasOwn(constants, name) ? constants[name] : labelOf(labels, name));
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts;
  }

  #overflowSlot(): number {
    this.#warnings.overBudget(this.definition.limit ?? DEFAULT_LIMIT, this.folds);
    if (!this.folds) {
      this.drop('cardinality');
      return -1;
    }
    if (this.#overflow === -1) {
      this.#overflow = this.index.reserve();
      this.#overflows.add(this.#overflow);
      this.#begin(this.#overflow);
    }
    this.folded += 1;
    return this.#overflow;
  }

  #begin(slot: number): void {
    if (slot >= this.counts.length) this.makeRoom(Math.max(slot + 1, this.counts.length * 2));
    this.begun(slot);
  }

  #takeOut(slot: number, why: Retirement): void {
    if (slot === this.#overflow) this.#overflow = -1;
    else this.index.remove(slot);
    this.removals += 1;
    this.host.retire(this, slot, why);
    this.ended(slot);
  }

  /** Makes room for so many series in every column. */
  makeRoom(capacity: number): void {
    if (capacity <= this.counts.length) return;
    this.counts = grown(this.counts, capacity);
    this.created = grown(this.created, capacity).fill(-1, this.created.length);
    this.grow(capacity);
  }

  /** Empties every column of a slot. */
  empty(slot: number): void {
    this.counts[slot] = 0;
    this.reset(slot);
  }

  /** Called by the store once no reader refers to the slot any more. */
  release(slot: number): void {
    this.#overflows.delete(slot);
    this.empty(slot);
    this.index.release(slot, (other) => this.isLive(other) && other !== this.#overflow);
  }

  #learnNames(labels: Labels): void {
    for (const name of Object.keys(labels)) {
      if (this.index.names.includes(name) || name === '') continue;
      if (this.index.names.length >= MOST_OPEN_LABELS) break;
      this.index.addName(name, (slot) => this.isLive(slot) && slot !== this.#overflow);
    }
  }

  #noticeUnknown(labels: Labels): void {
    const unknown = Object.keys(labels).find((name) => !this.index.names.includes(name));
    if (unknown !== undefined) this.#warnings.unknownLabel(unknown);
  }
}

/** A label by its name, which an object may inherit; but what every object inherits is no label. */
function labelOf(labels: Labels, name: string): Labels[string] | undefined {
  return name in Object.prototype && !Object.hasOwn(labels, name) ? undefined : labels[name];
}

/** A copy of a column with more room. */
export function grown(column: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(length);
  larger.set(column);
  return larger;
}
