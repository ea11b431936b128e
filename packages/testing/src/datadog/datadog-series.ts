/** A value with its time in whole seconds. */
export interface DatadogPoint {
  readonly timestamp: number;
  readonly value: number;
}

/** A distribution within one second. */
export interface DatadogSketch {
  readonly timestamp: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Ascending; key 0 is the bin around zero. */
  readonly bins: readonly { readonly key: number; readonly count: number }[];
}

/** What identifies a series. */
interface DatadogIdentity {
  readonly name: string;
  /** Empty if there is none. */
  readonly host: string;
  /** Sorted. */
  readonly tags: readonly string[];
}

/** A numeric series. */
export interface DatadogNumbers extends DatadogIdentity {
  readonly type: 'unspecified' | 'count' | 'rate' | 'gauge';
  /** The interval of a count or rate in seconds. */
  readonly interval?: number;
  readonly unit?: string;
  readonly points: readonly DatadogPoint[];
}

/** A series of distributions. */
export interface DatadogDistributions extends DatadogIdentity {
  readonly type: 'distribution';
  readonly points: readonly DatadogSketch[];
}

/** A series as sent or as stored. */
export type DatadogSeries = DatadogNumbers | DatadogDistributions;
