import { ExponentialColumns } from './exponential-columns.ts';
import type { Family, Metric } from './snapshot.ts';
import { type SpareColumns, touch } from './spare-columns.ts';
import { grown } from './stored-metric.ts';

const EMPTY = new Float64Array(0);

/** How far a reader has got with one metric: what it was told of each slot, and so what is new there. */
export class Cursor {
  /** Records, per slot. */
  counts: Float64Array = EMPTY;
  readonly #metric: Metric;
  readonly #temporality: 'cumulative' | 'delta';
  readonly #observed: 'cumulative' | 'delta';
  /** Delta readers only, as are the buckets: the totals of counters or the sums of histograms up to there. */
  #values: Float64Array = EMPTY;
  #buckets: Float64Array = EMPTY;
  #exponential: ExponentialColumns | undefined;

  /** @param observed how a delta reader gets observable counters */
  constructor(metric: Metric, temporality: 'cumulative' | 'delta', observed: 'cumulative' | 'delta') {
    this.#metric = metric;
    this.#temporality = temporality;
    this.#observed = observed;
  }

  /** Makes room for the slots that the metric has by now. */
  grow(): void {
    const metric = this.#metric;
    const capacity = metric.counts.length;
    if (this.counts.length === capacity) return;
    this.counts = grown(this.counts, capacity);
    if (!this.#hasChanges) return;
    this.#values = grown(this.#values, capacity);
    if (metric.kind !== 'histogram') return;
    this.#buckets = grown(this.#buckets, metric.buckets.length);
    if (metric.exponential === undefined) return;
    if (this.#exponential === undefined) this.#exponential = new ExponentialColumns(capacity);
    else this.#exponential.grow(capacity);
  }

  /** Gets the memory that the next reading takes, in steps between which the event loop may have its turn. */
  *prepare(): Generator<undefined> {
    const metric = this.#metric;
    const { slots } = metric.index;
    if (this.counts.length < metric.counts.length) {
      this.grow();
      for (const column of [this.counts, this.#values, this.#buckets]) yield* touch(column);
    }
    const lengths = columnsOf(metric).map((column) => (column.length / metric.counts.length) * slots);
    yield* metric.spare.prepare(lengths, slots);
  }

  /** Leaves out what was recorded so far. Call it before anything is read. */
  startHere(): void {
    const metric = this.#metric;
    this.counts.set(metric.counts);
    if (!this.#hasChanges) return;
    if (metric.kind === 'histogram') {
      this.#values.set(metric.sums);
      this.#buckets.set(metric.buckets);
      this.#exponential = metric.exponential?.copy(metric.counts.length);
    } else {
      this.#values.set(metric.values);
    }
  }

  /**
   * The columns of the metric: as they are, or for a delta reader what is new in them. Of an up-down counter a delta reader
   * gets the totals, too: a receiver that missed a change would be wrong for ever (and OpenTelemetry's delta preference says
   * so: https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/).
   */
  read(): Family {
    const metric = this.#metric;
    const { spare } = metric;
    const { slots } = metric.index;
    const isDelta = this.#temporality === 'delta';
    const told = isDelta && (this.#hasChanges || metric.kind === 'gauge') ? 'delta' : 'cumulative';
    const columns = {
      slots,
      temporality: told as 'cumulative' | 'delta',
      created: spare.copyOf(metric.created, slots),
      counts: since(spare, metric.counts, isDelta ? this.counts : EMPTY, slots),
    };
    if (metric.kind === 'histogram') {
      return {
        ...columns,
        kind: 'histogram',
        metric,
        sums: since(spare, metric.sums, this.#values, slots),
        buckets: since(spare, metric.buckets, this.#buckets, slots * metric.stride),
        exponential: this.#newIn(metric.exponential, slots),
        minima: spare.copyOf(metric.minima, slots),
        maxima: spare.copyOf(metric.maxima, slots),
      };
    }
    if (metric.kind === 'gauge') {
      return { ...columns, kind: 'gauge', metric, values: spare.copyOf(metric.values, slots) };
    }
    const before = this.#hasChanges ? this.#values : EMPTY;
    return { ...columns, kind: 'sum', metric, values: since(spare, metric.values, before, slots) };
  }

  /**
   * Moves on to what was read of the series in slots from `from` up to, but not including, `to`. Answers by how many records.
   * @param ofGone answers that of a series that was taken out since
   */
  advance(family: Family, from: number, to: number, ofGone: (slot: number) => number): number {
    // One loop that touches nothing but columns: most often it runs before it is compiled.
    const { created, counts } = family;
    const { counts: told } = this;
    const live = this.#metric.created;
    const isDelta = this.#temporality === 'delta';
    let records = 0;
    for (let slot = from; slot < to; slot++) {
      const began = created[slot]!;
      if (began < 0) continue;
      // A slot is not used again while the snapshot is open.
      if (live[slot] !== began) records += ofGone(slot);
      else if (isDelta) records += this.#advanceByChanges(family, slot);
      else if (counts[slot]! > told[slot]!) {
        records += counts[slot]! - told[slot]!;
        told[slot] = counts[slot]!;
      }
    }
    return records;
  }

  /** Begins again in a slot whose series was taken out. */
  forget(slot: number): void {
    if (slot >= this.counts.length) return;
    this.counts[slot] = 0;
    if (!this.#hasChanges) return;
    this.#values[slot] = 0;
    if (this.#metric.kind !== 'histogram') return;
    const { stride } = this.#metric;
    this.#buckets.fill(0, slot * stride, (slot + 1) * stride);
    this.#exponential?.reset(slot);
  }

  /** Whether what is read of it are changes, from totals that are kept here. */
  get #hasChanges(): boolean {
    const { type } = this.#metric.definition;
    if (this.#temporality === 'cumulative' || (this.#metric.isObserved && this.#observed === 'cumulative'))
      return false;
    return type === 'counter' || type === 'histogram';
  }

  #advanceByChanges(family: Family, slot: number): number {
    const records = family.counts[slot]!;
    // Nothing new, or settled on its own before the rest of its snapshot.
    if (records === 0) return 0;
    this.counts[slot]! += records;
    family.counts[slot] = 0;
    if (!this.#hasChanges) return records;
    if (family.kind === 'sum') this.#values[slot]! += family.values[slot]!;
    if (family.kind === 'histogram') {
      this.#values[slot]! += family.sums[slot]!;
      const { stride } = family.metric;
      for (let i = slot * stride; i < (slot + 1) * stride; i++) this.#buckets[i]! += family.buckets[i]!;
      if (family.exponential !== undefined) this.#exponential?.merge(slot, family.exponential, slot);
    }
    return records;
  }

  #newIn(now: ExponentialColumns | undefined, slots: number): ExponentialColumns | undefined {
    const copy = now?.copy(slots, this.#metric.spare);
    if (copy === undefined || this.#exponential === undefined) return copy;
    for (let slot = 0; slot < slots; slot++) copy.subtract(slot, this.#exponential, slot);
    return copy;
  }
}

/** Lets the memory of what was read be used again. */
export function recycle(family: Family): void {
  family.metric.spare.giveBack(columnsOf(family), family.slots);
}

/** What a reading copies of a metric, or has copied. */
function columnsOf(of: Metric | Family): Float64Array[] {
  if (of.kind !== 'histogram') return [of.created, of.counts, of.values];
  return [of.created, of.counts, of.sums, of.buckets, of.minima, of.maxima, ...(of.exponential?.columns ?? [])];
}

/** A copy of the first `length` entries, less what `before` has. */
function since(spare: SpareColumns, column: Float64Array, before: Float64Array, length: number): Float64Array {
  const copy = spare.copyOf(column, length);
  if (before.length > 0) for (let i = 0; i < length; i++) copy[i]! -= before[i]!;
  return copy;
}
