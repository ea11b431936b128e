/** One series as the receiver sees it: labels as text, none of them empty. */
export interface ReadSeries<V> {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: V;
}

/** A distribution as far as every receiver keeps one. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
}

/** What a receiver has seen: totals, last values and distributions since it began. */
export interface Reading {
  readonly counters: readonly ReadSeries<number>[];
  /** Also the totals of up-down counters. */
  readonly gauges: readonly ReadSeries<number>[];
  readonly histograms: readonly ReadSeries<Distribution>[];
}
