import type { MetricFamily } from '../../snapshot/snapshot.ts';
import { type ColumnPool, enlarge, touchPages } from '../columns/column-pool.ts';
import { ExponentialColumns } from '../columns/exponential-columns.ts';
import type { WritableMetric } from '../metrics/create-metric.ts';
import { NO_SERIES } from '../metrics/series-start.ts';

const EMPTY = new Float64Array(0);

/** A reader's position in one metric: what it has delivered of each slot, and so what is new there. */
export class Cursor {
  /** Delivered records, by slot. */
  counts: Float64Array = EMPTY;
  readonly #metric: WritableMetric;
  readonly #temporality: 'cumulative' | 'delta';
  readonly #observed: 'cumulative' | 'delta';
  /** For delta readers: the delivered totals of counters, or sums of histograms. */
  #values: Float64Array = EMPTY;
  /** For delta readers: the delivered buckets of histograms. */
  #buckets: Float64Array = EMPTY;
  #exponential: ExponentialColumns | undefined;

  /** @param observed the temporality of observable counters for a delta reader */
  constructor(metric: WritableMetric, temporality: 'cumulative' | 'delta', observed: 'cumulative' | 'delta') {
    this.#metric = metric;
    this.#temporality = temporality;
    this.#observed = observed;
  }

  /** Makes room for the current slots of the metric. */
  grow(): void {
    const metric = this.#metric;
    const capacity = metric.counts.length;
    if (this.counts.length === capacity) return;
    this.counts = enlarge(this.counts, capacity);
    if (!this.isDelta) return;
    this.#values = enlarge(this.#values, capacity);
    if (metric.kind !== 'histogram') return;
    this.#buckets = enlarge(this.#buckets, metric.buckets.length);
    if (metric.exponential === undefined) return;
    if (this.#exponential === undefined) this.#exponential = new ExponentialColumns(capacity);
    else this.#exponential.grow(capacity);
  }

  /** Allocates the memory for the next reading, in steps between which the event loop can run. */
  *prepare(): Generator<undefined> {
    const metric = this.#metric;
    const { slots } = metric.index;
    if (this.counts.length < metric.counts.length) {
      this.grow();
      for (const column of [this.counts, this.#values, this.#buckets]) yield* touchPages(column);
    }
    const lengths = metricColumns(metric).map((column) => (column.length / metric.counts.length) * slots);
    yield* metric.pool.prepare(lengths, slots);
  }

  /** Skips everything recorded so far. Call it before the first reading. */
  skipToEnd(): void {
    const metric = this.#metric;
    this.counts.set(metric.counts);
    if (!this.isDelta) return;
    if (metric.kind === 'histogram') {
      this.#values.set(metric.sums);
      this.#buckets.set(metric.buckets);
      this.#exponential = metric.exponential?.copy(metric.counts.length);
    } else {
      this.#values.set(metric.values);
    }
  }

  /**
   * Copies the columns of the metric, for a delta reader less what it has delivered. Up-down counters stay cumulative even
   * for delta readers, because a receiver that missed a change would be wrong for ever.
   * Source: the delta preference in https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/
   */
  read(): MetricFamily {
    const metric = this.#metric;
    const { pool } = metric;
    const { slots } = metric.index;
    const readsDelta = this.#temporality === 'delta';
    const temporality = readsDelta && (this.isDelta || metric.kind === 'gauge') ? 'delta' : 'cumulative';
    const columns = {
      slots,
      temporality: temporality as 'cumulative' | 'delta',
      created: pool.copy(metric.created, slots),
      counts: copyDifference(pool, metric.counts, readsDelta ? this.counts : EMPTY, slots),
    };
    if (metric.kind === 'histogram') {
      return {
        ...columns,
        kind: 'histogram',
        metric,
        sums: copyDifference(pool, metric.sums, this.#values, slots),
        buckets: copyDifference(pool, metric.buckets, this.#buckets, slots * metric.stride),
        exponential: this.#copyExponential(metric.exponential, slots),
        minima: pool.copy(metric.minima, slots),
        maxima: pool.copy(metric.maxima, slots),
      };
    }
    if (metric.kind === 'gauge') {
      return { ...columns, kind: 'gauge', metric, values: pool.copy(metric.values, slots) };
    }
    const before = this.isDelta ? this.#values : EMPTY;
    return { ...columns, kind: 'sum', metric, values: copyDifference(pool, metric.values, before, slots) };
  }

  /**
   * Marks what was read as delivered, for the slots from `from` up to, but not including, `to`. Returns the number of records.
   * @param advanceRemoved does so for a series that was removed since, and returns its number of records
   */
  advance(family: MetricFamily, from: number, to: number, advanceRemoved: (slot: number) => number): number {
    // Hot loop, usually still interpreted: typed-array access only.
    const { created, counts } = family;
    const { counts: delivered } = this;
    const live = this.#metric.created;
    const readsDelta = this.#temporality === 'delta';
    let records = 0;
    for (let slot = from; slot < to; slot++) {
      const began = created[slot]!;
      if (began < 0) continue;
      // The slot is not reused while a snapshot contains its series, so it holds the same series or none.
      if (live[slot] === NO_SERIES) records += advanceRemoved(slot);
      else if (readsDelta) records += this.#advanceByDelta(family, slot);
      else if (counts[slot]! > delivered[slot]!) {
        records += counts[slot]! - delivered[slot]!;
        delivered[slot] = counts[slot]!;
      }
    }
    return records;
  }

  /** Starts again in a slot whose series was removed. */
  forget(slot: number): void {
    if (slot >= this.counts.length) return;
    this.counts[slot] = 0;
    if (!this.isDelta) return;
    this.#values[slot] = 0;
    if (this.#metric.kind !== 'histogram') return;
    const { stride } = this.#metric;
    this.#buckets.fill(0, slot * stride, (slot + 1) * stride);
    this.#exponential?.reset(slot);
  }

  /** Starts the total of a slot again from 0: what was not delivered before stays part of the next difference. */
  restart(slot: number, total: number): void {
    this.grow();
    if (this.isDelta) this.#values[slot]! -= total;
  }

  /** Whether the values of this metric are read as differences from delivered totals. */
  get isDelta(): boolean {
    const { type } = this.#metric.definition;
    if (this.#temporality === 'cumulative' || (this.#metric.isObserved && this.#observed === 'cumulative'))
      return false;
    return type === 'counter' || type === 'histogram';
  }

  #advanceByDelta(family: MetricFamily, slot: number): number {
    const records = family.counts[slot]!;
    // Nothing new, or settled before the rest of its snapshot.
    if (records === 0) return 0;
    this.counts[slot]! += records;
    family.counts[slot] = 0;
    if (!this.isDelta) return records;
    if (family.kind === 'sum') this.#values[slot]! += family.values[slot]!;
    if (family.kind === 'histogram') {
      this.#values[slot]! += family.sums[slot]!;
      const { stride } = family.metric;
      for (let i = slot * stride; i < (slot + 1) * stride; i++) this.#buckets[i]! += family.buckets[i]!;
      if (family.exponential !== undefined) this.#exponential?.merge(slot, family.exponential, slot);
    }
    return records;
  }

  #copyExponential(columns: ExponentialColumns | undefined, slots: number): ExponentialColumns | undefined {
    const copy = columns?.copy(slots, this.#metric.pool);
    if (copy === undefined || this.#exponential === undefined) return copy;
    for (let slot = 0; slot < slots; slot++) copy.subtract(slot, this.#exponential, slot);
    return copy;
  }
}

/** Returns the columns of a reading to the pool of its metric. */
export function recycle(metric: WritableMetric, family: MetricFamily): void {
  metric.pool.release(metricColumns(family), family.slots);
}

/** The columns that a reading copies. */
function metricColumns(source: WritableMetric | MetricFamily): Float64Array[] {
  const { created, counts } = source;
  if (source.kind !== 'histogram') return [created, counts, source.values];
  const { sums, buckets, minima, maxima, exponential } = source;
  return [created, counts, sums, buckets, minima, maxima, ...(exponential?.columns ?? [])];
}

/** Copies the first `length` entries, less those of `before`. */
function copyDifference(pool: ColumnPool, column: Float64Array, before: Float64Array, length: number): Float64Array {
  const copy = pool.copy(column, length);
  if (before.length > 0) for (let i = 0; i < length; i++) copy[i]! -= before[i]!;
  return copy;
}
