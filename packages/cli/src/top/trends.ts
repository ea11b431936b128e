import { type Page, type PageFamily, type Sample, seriesKey } from '../page/page.ts';

/** What a metric does: how fast it grows, or what it is. */
export interface Trend {
  readonly name: string;
  readonly type: string;
  readonly series: number;
  /** `rate`: all its series together, per second; `value`: the sum of its series. */
  readonly kind: 'rate' | 'value';
  /** The last readings, oldest first; `NaN` where there was none. */
  readonly history: readonly number[];
  /** Of a histogram or summary: the mean of what came since the last reading. */
  readonly mean: number | undefined;
}

interface Reading {
  readonly seconds: number;
  readonly values: ReadonlyMap<string, number>;
}

/** Readings of one page, one after another. */
export class Trends {
  readonly #length: number;
  readonly #histories = new Map<string, number[]>();
  #last: Reading | undefined;

  /** @param length how many readings are kept */
  constructor(length: number) {
    this.#length = length;
  }

  /** In the order of the page. */
  update({ families }: Page, seconds: number): Trend[] {
    const samples = families.flatMap((family) => family.samples);
    const values = new Map(samples.map((sample) => [keyOf(sample), sample.value]));
    const trends = families.filter(({ samples }) => samples.length > 0).map((family) => this.#trendOf(family, seconds));
    this.#last = { seconds, values };
    return trends;
  }

  #trendOf(family: PageFamily, seconds: number): Trend {
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

  /** As Prometheus sees it: a total that fell began again at 0. */
  #growth(samples: readonly Sample[]): number {
    return samples.reduce((sum, sample) => {
      const before = this.#last?.values.get(keyOf(sample)) ?? 0;
      return sum + (sample.value < before ? sample.value : sample.value - before);
    }, 0);
  }
}

/** Whether the sample stands for its series: the count of a histogram, and none of the times of creation. */
function isCounted({ name, type }: PageFamily, sample: Sample): boolean {
  if (type === 'histogram' || type === 'summary') return sample.name === `${name}_count`;
  return !sample.name.endsWith('_created');
}

function keyOf({ name, labels }: Sample): string {
  return `${name} ${seriesKey(labels)}`;
}
