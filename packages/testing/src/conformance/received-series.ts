import type { Distribution, Reading, ReadSeries } from './reading.ts';

type Labels = Readonly<Record<string, string>>;

/** Adds up data of receivers that get changes or individual records. */
export class ReceivedSeries {
  readonly #counters = new Map<string, ReadSeries<number>>();
  readonly #gauges = new Map<string, ReadSeries<number>>();
  readonly #histograms = new Map<string, ReadSeries<Distribution>>();

  /** Adds to a counter. */
  add(name: string, labels: Labels, change: number): void {
    const key = seriesKey(name, labels);
    const value = (this.#counters.get(key)?.value ?? 0) + change;
    this.#counters.set(key, { name, labels, value });
  }

  /** Sets a gauge. */
  set(name: string, labels: Labels, value: number): void {
    this.#gauges.set(seriesKey(name, labels), { name, labels, value });
  }

  /** Adds `count` observations with the total `sum` to a distribution. */
  observe(name: string, labels: Labels, sum: number, count = 1): void {
    const key = seriesKey(name, labels);
    const before = this.#histograms.get(key)?.value ?? { count: 0, sum: 0 };
    this.#histograms.set(key, { name, labels, value: { count: before.count + count, sum: before.sum + sum } });
  }

  reading(): Reading {
    return {
      counters: [...this.#counters.values()],
      gauges: [...this.#gauges.values()],
      histograms: [...this.#histograms.values()],
    };
  }
}

function seriesKey(name: string, labels: Labels): string {
  return JSON.stringify([name, ...Object.entries(labels).sort()]);
}
