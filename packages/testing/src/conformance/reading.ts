/** A series as seen by the receiver: labels as text, without empty ones. */
export interface ReadSeries<V> {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: V;
}

/** The part of a distribution that every receiver keeps. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
}

/** The totals, last values and distributions that a receiver has seen so far. */
export interface Reading {
  readonly counters: readonly ReadSeries<number>[];
  /** Including the totals of up-down counters. */
  readonly gauges: readonly ReadSeries<number>[];
  readonly histograms: readonly ReadSeries<Distribution>[];
}
