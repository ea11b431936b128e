import type { DatadogDistributions, DatadogNumbers, DatadogSeries } from './datadog-series.ts';

/** The total of a distribution over all points. */
export interface DatadogDistribution {
  readonly count: number;
  readonly sum: number;
}

/** Stores series like Datadog: of several points for the same second, only the last one counts. */
export class SeriesStore {
  readonly #series = new Map<string, DatadogSeries>();

  write(series: readonly DatadogSeries[]): void {
    for (const one of series) {
      const key = JSON.stringify([one.name, one.host, one.tags, one.type === 'distribution']);
      const known = this.#series.get(key);
      const merged =
        one.type === 'distribution'
          ? { ...one, points: merge(known?.type === 'distribution' ? known.points : [], one.points) }
          : {
              ...one,
              points: merge(known === undefined || known.type === 'distribution' ? [] : known.points, one.points),
            };
      this.#series.set(key, merged);
    }
  }

  names(): string[] {
    return [...new Set([...this.#series.values()].map(({ name }) => name))].sort();
  }

  series(name: string): DatadogSeries[] {
    return [...this.#series.values()].filter((one) => one.name === name);
  }
}

/** The sum of a count, the last value of a gauge, or the count and sum of a distribution. */
export function storedValue(series: DatadogSeries): number | DatadogDistribution {
  return series.type === 'distribution' ? addUpDistribution(series) : addUpNumber(series);
}

/** The count and the sum over all points. */
export function addUpDistribution({ points }: DatadogDistributions): DatadogDistribution {
  return {
    count: points.reduce((total, { count }) => total + count, 0),
    sum: points.reduce((total, { sum }) => total + sum, 0),
  };
}

/** The sum of a count, or the last value of any other type. */
export function addUpNumber({ type, points }: DatadogNumbers): number {
  if (type === 'count') return points.reduce((total, { value }) => total + value, 0);
  return points.at(-1)?.value ?? 0;
}

function merge<P extends { readonly timestamp: number }>(known: readonly P[], points: readonly P[]): P[] {
  const byTime = new Map([...known, ...points].map((point) => [point.timestamp, point]));
  return [...byTime.values()].sort((a, b) => a.timestamp - b.timestamp);
}
