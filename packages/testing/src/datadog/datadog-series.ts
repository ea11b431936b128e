/** One value, in whole seconds. */
export interface DatadogPoint {
  readonly timestamp: number;
  readonly value: number;
}

/** A distribution in one second. */
export interface DatadogSketch {
  readonly timestamp: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Ascending; key 0 is around zero. */
  readonly bins: readonly { readonly key: number; readonly count: number }[];
}

/** What tells a series from others. */
interface DatadogIdentity {
  readonly name: string;
  /** Empty if it has none. */
  readonly host: string;
  /** Sorted. */
  readonly tags: readonly string[];
}

/** A series of numbers. */
export interface DatadogNumbers extends DatadogIdentity {
  readonly type: 'unspecified' | 'count' | 'rate' | 'gauge';
  /** Seconds, of a count or a rate. */
  readonly interval?: number;
  readonly unit?: string;
  readonly points: readonly DatadogPoint[];
}

/** A series of distributions. */
export interface DatadogDistributions extends DatadogIdentity {
  readonly type: 'distribution';
  readonly points: readonly DatadogSketch[];
}

/** A series as it was sent, or as it is stored. */
export type DatadogSeries = DatadogNumbers | DatadogDistributions;
