import { BotMetricsError, type MetricDefinition } from '@bot-metrics/core';
import { exposedName } from './naming.ts';

/** Who occupies which name on the page. Two metrics on one name would make one of them disappear, or cost the scrape. */
export class ExposedNames {
  readonly #prefix: string;
  readonly #owners: Map<string, string> = new Map([['target_info', 'the resource']]);
  /** Families of counters in OpenMetrics, which go without `_total`. */
  readonly #counterFamilies: Set<string> = new Set();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /**
   * Occupies the names of a metric's samples.
   * @throws BotMetricsError `conflicting_definition`, naming both
   */
  claim(definition: MetricDefinition, owner = `metric "${definition.name}"`): void {
    const name = exposedName(definition, this.#prefix);
    const suffixes = definition.type === 'histogram' ? ['', '_bucket', '_sum', '_count', '_created'] : [''];
    const names = suffixes.map((suffix) => name + suffix);
    for (const taken of names) {
      const other = this.#owners.get(taken) ?? owner;
      if (other === owner) continue;
      throw new BotMetricsError(
        'conflicting_definition',
        `${owner} and ${other} would both be "${taken}" on the Prometheus page; rename one of them`,
      );
    }
    for (const taken of names) this.#owners.set(taken, owner);
    if (definition.type === 'counter') this.#counterFamilies.add(counterFamily(name));
  }

  /** Whether samples have that name. */
  isSample(name: string): boolean {
    return this.#owners.has(name);
  }

  /** Whether samples have that name, or in OpenMetrics a family does. */
  isTaken(name: string): boolean {
    return this.#owners.has(name) || this.#counterFamilies.has(name);
  }
}

/** The name of a counter in OpenMetrics; empty for one that is called `total`. */
export function counterFamily(name: string): string {
  return name.replace(/_?total$/, '');
}
