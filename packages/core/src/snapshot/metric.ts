import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Exemplar } from '../store/columns/exemplar-columns.ts';
import type { AttributePairs, LabelPairs } from '../views/views.ts';

/** What readers see of a metric, whatever its type. Nothing here changes the metric. */
interface MetricView {
  readonly definition: MetricDefinition;
  /** Whether it is a metric of the SDK itself. Its records are in no account. */
  readonly internal: boolean;
  /** The names of its labels, in the order of declaration; a metric without a definition may get more. */
  readonly index: { readonly names: readonly string[] };
  /** By slot: wall seconds at which the series began, now; negative in a slot without a visible series. */
  readonly created: ArrayLike<number>;
  /** By slot: a number that identifies the series among those that use the slot one after another. */
  readonly sequences: ArrayLike<number>;
  /** The labels of the series in a slot, without empty ones. They stay while a snapshot that contains the series is open. */
  labelsOf(slot: number): LabelPairs;
  /**
   * As `labelsOf`, for receivers with typed attributes: each value in the type of its label, which is that of the values that the
   * definition lists, otherwise that of the first value recorded.
   */
  attributesOf(slot: number): AttributePairs;
}

/** Exemplars by place: the slot of a counter, or a bucket of a histogram in the places of `HistogramFamily.buckets`. */
interface Exemplars {
  /** The latest exemplar, which may be newer than the snapshot. */
  at(place: number): Exemplar | undefined;
}

/** A counter or an up-down counter, read-only. */
export interface SumView extends MetricView {
  readonly kind: 'sum';
  /** `undefined` where none are kept. */
  readonly exemplars: Exemplars | undefined;
}

/** A gauge, read-only. */
export interface GaugeView extends MetricView {
  readonly kind: 'gauge';
}

/** A histogram, read-only. */
export interface HistogramView extends MetricView {
  readonly kind: 'histogram';
  /** Inclusive upper bounds; one more bucket, to +Inf, follows. Empty for exponential buckets. */
  readonly bounds: ArrayLike<number>;
  /** Buckets of a series: `bounds.length + 1`. */
  readonly stride: number;
  /** `undefined` where none are kept. */
  readonly exemplars: Exemplars | undefined;
}

/** A metric of a snapshot, read-only, by the kind of its columns. */
export type Metric = SumView | GaugeView | HistogramView;
