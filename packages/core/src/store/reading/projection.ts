import { labelNames } from '../../labels/label-schema.ts';
import type { MetricFamily } from '../../snapshot/snapshot.ts';
import type { ViewedMetric } from '../../views/views.ts';
import { enlarge } from '../columns/column-pool.ts';
import type { WritableMetric } from '../metrics/create-metric.ts';
import { GaugeMetric } from '../metrics/gauge-metric.ts';
import { HistogramMetric } from '../metrics/histogram-metric.ts';
import { startOf } from '../metrics/series-start.ts';
import type { MetricContext } from '../metrics/stored-metric.ts';
import { SumMetric } from '../metrics/sum-metric.ts';
import { mergeFamily } from './merged-family.ts';

/** Unlimited: the source metric already enforces the limit. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * The series of a metric under the name and labels that views give them. Series that end up under one label set are merged.
 * The totals of removed series stay in the merged series, so that no total decreases.
 */
export class Projection {
  /** The merged series. Its columns hold the totals of removed source series. */
  readonly target: WritableMetric;
  readonly #source: WritableMetric;
  readonly #viewed: ViewedMetric;
  /** By slot of the source: the slot of the target, -1 before the series is placed. */
  #targets = new Int32Array(0);
  /** By slot of the target: the number of source series, hidden ones included. */
  #sources: Float64Array = new Float64Array(0);
  /** `source.additions` when all series were last placed. */
  #placed = 0;
  /** The start of the series that is being placed. */
  #began = 0;

  /** @param retire called for slots of the target that can be released once no snapshot refers to them */
  constructor(source: WritableMetric, viewed: ViewedMetric, retire: MetricContext['retire']) {
    this.#source = source;
    this.#viewed = viewed;
    const context = {
      sink: undefined,
      maxLabelLength: source.context.maxLabelLength,
      warn() {},
      now: () => this.#began,
      sees: () => true,
      expire() {},
      retire,
      restart() {},
    };
    this.target = createTarget(source, viewed, context);
    if (source.kind === 'gauge' && viewed.merge === 'last') source.keepOrder();
  }

  /** Whether a label of the source has no effect on what is seen. */
  hides(label: string): boolean {
    return this.#viewed.hides?.(label) === true;
  }

  /** Merges the family of the source into the target's series. */
  project(family: MetricFamily): MetricFamily {
    this.#placeAll();
    return mergeFamily(family, this.#source, this.target, this.#targets, this.#viewed.merge);
  }

  /** The live source series of the target's slots from `from` up to, but not including, `to`. */
  findSources(from: number, to: number): number[] {
    const slots: number[] = [];
    this.#placeAll();
    for (let slot = 0; slot < this.#source.index.slots; slot++) {
      const target = this.#targets[slot]!;
      if (this.#source.isLive(slot) && from <= target && target < to) slots.push(slot);
    }
    return slots;
  }

  /** Forgets a removed source series. Returns its slot in the target. */
  forget(slot: number): number {
    this.#placeAll();
    const target = this.#targets[slot]!;
    this.#targets[slot] = -1;
    this.#sources[target]! -= 1;
    return target;
  }

  /** Adds the total of a source series to the columns of the target. */
  absorb(targetSlot: number, slot: number): void {
    const { target } = this;
    const source = this.#source;
    if (source.kind === 'sum' && target.kind === 'sum') target.absorb(targetSlot, source, slot);
    if (source.kind === 'histogram' && target.kind === 'histogram') target.absorb(targetSlot, source, slot);
  }

  /**
   * Called before the total of a source series starts again from 0. The total of a merged series must not decrease, so it keeps
   * the former total. A series of its own starts again as well.
   */
  restart(slot: number): void {
    const { target } = this;
    const source = this.#source;
    this.#placeAll();
    const to = this.#targets[slot]!;
    if (source.kind !== 'sum' || target.kind !== 'sum') return;
    if (this.#sources[to] === 1 && target.counts[to] === 0 && target.values[to] === 0) {
      target.created[to] = source.context.now();
    } else target.values[to]! += source.values[slot]!;
  }

  /** Whether a slot of the target has source series. */
  hasSources(target: number): boolean {
    return this.#sources[target]! > 0;
  }

  #placeAll(): void {
    const source = this.#source;
    if (this.#placed === source.additions) return;
    const { slots } = source.index;
    if (slots > this.#targets.length) {
      const known = this.#targets;
      this.#targets = new Int32Array(Math.max(slots, known.length * 2)).fill(-1, known.length);
      this.#targets.set(known);
    }
    for (let slot = 0; slot < slots; slot++) {
      if (source.isUsed(slot) && this.#targets[slot] === -1) this.#targets[slot] = this.#place(slot);
    }
    this.#placed = source.additions;
  }

  /** Finds or creates the target's series for a source series. */
  #place(slot: number): number {
    const { target } = this;
    this.#began = startOf(this.#source.created[slot]!);
    const pairs = this.#source.attributesOf(slot);
    const to = target.resolve(Object.fromEntries(this.#viewed.labels?.(pairs) ?? pairs));
    if (target.counts.length > this.#sources.length) this.#sources = enlarge(this.#sources, target.counts.length);
    this.#sources[to]! += 1;
    if (this.#began < target.created[to]!) target.created[to] = this.#began;
    return to;
  }
}

/** Creates a metric of the same kind and layout, without series. */
function createTarget(source: WritableMetric, { definition }: ViewedMetric, context: MetricContext): WritableMetric {
  const { buckets } = source.definition;
  // Without the value sets of labels: no series starts at zero here, and the source already enforces the label budgets.
  const projected = {
    ...definition,
    ...(buckets && { buckets }),
    labels: labelNames(definition.labels ?? []),
    limit: NO_LIMIT,
  };
  const options = { open: true, internal: source.internal };
  switch (source.kind) {
    case 'sum':
      return new SumMetric(projected, context, options);
    case 'gauge':
      return new GaugeMetric(projected, context, options);
    case 'histogram':
      return new HistogramMetric(projected, context, options);
  }
}
