import { createRequire } from 'node:module';

type Percentile = 'upper_50' | 'upper_95' | 'upper_99';
export type EtsyPercentiles = Readonly<Record<Percentile | 'mean', number>>;

interface Metrics {
  timer_data: { readonly key: EtsyPercentiles };
}

/** Computes percentiles and mean of a timing with the code of etsy's daemon. */
export function computeEtsyPercentiles(values: readonly number[]): EtsyPercentiles {
  const { process_metrics: process } = createRequire(import.meta.url)('statsd/lib/process_metrics.js') as {
    process_metrics(
      given: object,
      calculated: undefined,
      interval: number,
      time: number,
      done: (made: Metrics) => void,
    ): void;
  };
  let made: Metrics | undefined;
  const given = {
    counters: {},
    timers: { key: [...values] },
    timer_counters: { key: values.length },
    pctThreshold: [50, 95, 99],
  };
  process(given, undefined, 1000, 0, (metrics) => {
    made = metrics;
  });
  return made!.timer_data.key;
}
