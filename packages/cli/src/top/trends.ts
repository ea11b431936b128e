import { type Page, type PageFamily, type Sample, seriesKey } from '../page/page.ts';

/** The recent history of a metric. */
export interface Trend {
  readonly name: string;
  readonly type: string;
  readonly series: number;
  /** `rate`: increase of all series per second; `value`: sum of all series. */
  readonly kind: 'rate' | 'value';
  /** The last readings, oldest first; `NaN` for a missing one. */
  readonly history: readonly number[];
  /** For a histogram or summary: the mean of the observations since the last reading. */
  readonly mean: number | undefined;
}

interface Reading {
  readonly seconds: number;
  readonly values: ReadonlyMap<string, number>;
}

/** Successive readings of one page. */
export class Trends {
  readonly #length: number;
  readonly #histories = new Map<string, number[]>();
  #last: Reading | undefined;

  /** @param length number of readings to keep */
  constructor(length: number) {
    this.#length = length;
  }

  /** In page order. */
  update({ families }: Page, seconds: number): Trend[] {
    const samples = families.flatMap((family) => family.samples);
    const values = new Map(samples.map((sample) => [sampleKey(sample), sample.value]));
    const trends = families
      .filter(({ samples }) => samples.length > 0)
      .map((family) => this.#computeTrend(family, seconds));
    this.#last = { seconds, values };
    return trends;
  }

  #computeTrend(family: PageFamily, seconds: number): Trend {
    const { name, type } = family;
    const counted = family.samples.filter((sample) => isCounted(family, sample));
    const isRate = ['counter', 'histogram', 'summary'].includes(type);
    const now = isRate ? this.#rate(counted, seconds) : counted.reduce((sum, { value }) => sum + value, 0);
    const history = [...(this.#histories.get(name) ?? []), now].slice(-this.#length);
    this.#histories.set(name, history);
    const mean = type === 'histogram' || type === 'summary' ? this.#mean(family, counted) : undefined;
    return { name, type, series: counted.length, kind: isRate ? 'rate' : 'value', history, mean };
  }

  #rate(samples: readonly Sample[], seconds: number): number {
    return this.#last === undefined ? Number.NaN : this.#growth(samples) / (seconds - this.#last.seconds);
  }

  #mean({ name, samples }: PageFamily, counts: readonly Sample[]): number | undefined {
    const count = this.#growth(counts);
    const sum = this.#growth(samples.filter((sample) => sample.name === `${name}_sum`));
    return this.#last === undefined || count === 0 ? undefined : sum / count;
  }

  /** As in Prometheus, a counter that fell is assumed to have restarted at 0. */
  #growth(samples: readonly Sample[]): number {
    return samples.reduce((sum, sample) => {
      const before = this.#last?.values.get(sampleKey(sample)) ?? 0;
      return sum + (sample.value < before ? sample.value : sample.value - before);
    }, 0);
  }
}

/** Whether the sample represents its series, such as the count of a histogram; creation times do not. */
function isCounted({ name, type }: PageFamily, sample: Sample): boolean {
  if (type === 'histogram' || type === 'summary') return sample.name === `${name}_count`;
  return !sample.name.endsWith('_created');
}

function sampleKey({ name, labels }: Sample): string {
  return `${name} ${seriesKey(labels)}`;
}
