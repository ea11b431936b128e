import { labelNames } from '../../labels/label-schema.ts';
import type { Family, Metric } from '../../snapshot/snapshot.ts';
import type { SeenMetric } from '../../views/views.ts';
import { GaugeMetric } from '../metrics/gauge-metric.ts';
import { HistogramMetric } from '../metrics/histogram-metric.ts';
import type { MetricHost } from '../metrics/metric-host.ts';
import { grown } from '../metrics/stored-metric.ts';
import { SumMetric } from '../metrics/sum-metric.ts';
import { mergedFamily } from './merged-family.ts';

/** Of everything that a view shows: what it is made of has its own budget. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * The series of a metric under the name and the labels that views give them. Those that come under one label set are merged
 * into one, and what was counted in series that are gone stays in it, so that no total falls.
 */
export class Projection {
  /** Has the series as they are seen. Its columns hold what was left by series that are gone. */
  readonly target: Metric;
  readonly #source: Metric;
  readonly #seen: SeenMetric;
  /** For each slot of the source that of the target, -1 where it has none yet. */
  #targets = new Int32Array(0);
  /** For each slot of the target how many live series come into it. */
  #sources: Float64Array = new Float64Array(0);
  /** How many series of the source had begun when all had their place. */
  #placed = 0;
  /** When the series began that is being placed. */
  #began = 0;

  /** @param retire told of slots of the target that can be released once no snapshot refers to them */
  constructor(source: Metric, seen: SeenMetric, retire: MetricHost['retire']) {
    this.#source = source;
    this.#seen = seen;
    this.target = targetOf(source, seen, { sink: undefined, warn() {}, now: () => this.#began, expire() {}, retire });
    if (source.kind === 'gauge' && seen.merge === 'last') source.keepOrder();
  }

  /** The family of the source as it is seen. */
  project(family: Family): Family {
    this.#placeAll();
    return mergedFamily(family, this.target, this.#targets, this.#seen.merge);
  }

  /** The live series of the source that come into those of the target from `from` up to, but not including, `to`. */
  sourcesOf(from: number, to: number): number[] {
    const slots: number[] = [];
    this.#placeAll();
    for (let slot = 0; slot < this.#source.index.slots; slot++) {
      const target = this.#targets[slot]!;
      if (this.#source.isLive(slot) && from <= target && target < to) slots.push(slot);
    }
    return slots;
  }

  /** A series of the source is gone. Answers the slot of the target that it came into. */
  forget(slot: number): number {
    this.#placeAll();
    const target = this.#targets[slot]!;
    this.#targets[slot] = -1;
    this.#sources[target]! -= 1;
    return target;
  }

  /** Leaves the total of a series that is gone in the one that it came into. */
  absorb(to: number, slot: number): void {
    const { target } = this;
    const source = this.#source;
    if (source.kind === 'sum' && target.kind === 'sum') target.absorb(to, source, slot);
    if (source.kind === 'histogram' && target.kind === 'histogram') target.absorb(to, source, slot);
  }

  /** Whether any live series comes into it. */
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
      if (source.isLive(slot) && this.#targets[slot] === -1) this.#targets[slot] = this.#place(slot);
    }
    this.#placed = source.additions;
  }

  /** Where a series of the source is seen. */
  #place(slot: number): number {
    const { target } = this;
    this.#began = this.#source.created[slot]!;
    const pairs = this.#source.labelsOf(slot);
    const to = target.resolve(Object.fromEntries(this.#seen.labels?.(pairs) ?? pairs));
    if (target.counts.length > this.#sources.length) this.#sources = grown(this.#sources, target.counts.length);
    this.#sources[to]! += 1;
    if (this.#began < target.created[to]!) target.created[to] = this.#began;
    return to;
  }
}

/** A metric of the same kind and layout, without series yet. */
function targetOf(source: Metric, { definition }: SeenMetric, host: MetricHost): Metric {
  const { buckets } = source.definition;
  // Labels without their value sets: nothing starts at zero here, and every value has passed the source's budgets.
  const seen = {
    ...definition,
    ...(buckets && { buckets }),
    labels: labelNames(definition.labels ?? []),
    limit: NO_LIMIT,
  };
  const options = { open: true, own: source.own };
  switch (source.kind) {
    case 'sum':
      return new SumMetric(seen, host, options);
    case 'gauge':
      return new GaugeMetric(seen, host, options);
    case 'histogram':
      return new HistogramMetric(seen, host, options);
  }
}
