import type { LabelValue } from '../labels/label-schema.ts';

/** How the gauges that a view brings under one label set become one value. */
export type GaugeMerge = 'sum' | 'max' | 'min' | 'last';

/** Label text to what it becomes: `{ '2*': '2xx' }`, where `*` stands for any characters; or a function. */
export type LabelMap = Readonly<Record<string, LabelValue>> | ((value: string) => LabelValue | undefined);

/** What a view does with the labels of a series, in this order. */
export interface LabelView {
  /** Leaves out every label that is not named here. */
  readonly keep?: readonly string[];
  /** Leaves these labels out. */
  readonly drop?: readonly string[];
  /** New values by label; a value that no pattern fits stays. */
  readonly map?: Readonly<Record<string, LabelMap>>;
  /** New names by label. */
  readonly rename?: Readonly<Record<string, string>>;
}

/**
 * Changes what backends see of a metric; what is recorded, and what other backends see, stays.
 *
 * Views are applied in the order of their declaration, each to what the one before has left, and are frozen for a backend
 * when it attaches. Series that come under one label set are merged with exact totals.
 */
export interface View {
  /** The name that the metric is defined with; `*` stands for any characters. */
  readonly metric: string;
  /** Names of the backends that it is for. @default all */
  readonly backends?: readonly string[];
  /** `false` keeps the metric from them, so that it is not offered to them; `true` in a later view gives it back. */
  readonly enabled?: boolean;
  /** Another name for it. */
  readonly name?: string;
  readonly labels?: LabelView;
  /** Another layout for a histogram: upper bounds, or `exponential`. It starts when the first backend asks for it. */
  readonly buckets?: readonly number[] | 'exponential';
  /** Must be said where a gauge loses a label or has one mapped. */
  readonly merge?: GaugeMerge;
}
