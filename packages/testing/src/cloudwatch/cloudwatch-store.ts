import type { CloudWatchDatum } from './read-metric-data.ts';

/** The data of one metric with its dimensions, over all time. */
export interface CloudWatchSeries {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
  /** The form of the last data. CloudWatch has no counters, gauges or histograms. */
  readonly form: CloudWatchDatum['form'];
  /** The statistic SampleCount. */
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** The sum of the latest data. */
  readonly last: number;
}

/** Adds up received data like the statistics of CloudWatch. */
export class CloudWatchStore {
  readonly #series = new Map<string, CloudWatchSeries>();

  write(data: readonly CloudWatchDatum[]): void {
    for (const { namespace, name, dimensions, unit, form, count, sum, min, max } of data) {
      const key = JSON.stringify([namespace, name, Object.entries(dimensions).sort(), unit]);
      const before = this.#series.get(key) ?? { count: 0, sum: 0, min, max };
      this.#series.set(key, {
        namespace,
        name,
        dimensions,
        unit,
        form,
        count: before.count + count,
        sum: before.sum + sum,
        min: Math.min(before.min, min),
        max: Math.max(before.max, max),
        last: sum,
      });
    }
  }

  names(): string[] {
    return [...new Set([...this.#series.values()].map(({ name }) => name))].sort();
  }

  series(name: string): CloudWatchSeries[] {
    return [...this.#series.values()].filter((one) => one.name === name);
  }
}
