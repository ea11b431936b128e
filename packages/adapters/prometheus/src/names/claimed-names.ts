import { BotMetricsError, type MetricDefinition } from '@bot-metrics/core';
import { translateName } from './metric-name.ts';

/** The names on the page and the metrics that have them. With one name for two metrics, a scraper would refuse the page. */
export class ClaimedNames {
  readonly #prefix: string;
  readonly #owners: Map<string, string> = new Map([['target_info', 'the resource']]);
  /** Families of counters in OpenMetrics, which have no suffix `_total`. */
  readonly #counterFamilies: Set<string> = new Set();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /**
   * Claims the names of a metric's samples.
   * @throws BotMetricsError `conflicting_definition`, naming both metrics
   */
  claim(definition: MetricDefinition, owner = `metric "${definition.name}"`): void {
    const name = translateName(definition, this.#prefix);
    const suffixes = definition.type === 'histogram' ? ['', '_bucket', '_sum', '_count', '_created'] : [''];
    const names = suffixes.map((suffix) => name + suffix);
    for (const claimed of names) {
      const other = this.#owners.get(claimed) ?? owner;
      if (other === owner) continue;
      throw new BotMetricsError(
        'conflicting_definition',
        `${owner} and ${other} would both be "${claimed}" on the Prometheus page; rename one of them`,
      );
    }
    for (const claimed of names) this.#owners.set(claimed, owner);
    if (definition.type === 'counter') this.#counterFamilies.add(counterFamily(name));
  }

  /** Whether samples have this name. */
  isSample(name: string): boolean {
    return this.#owners.has(name);
  }

  /** Whether samples have this name, or in OpenMetrics a family. */
  isClaimed(name: string): boolean {
    return this.#owners.has(name) || this.#counterFamilies.has(name);
  }
}

/** The family name of a counter in OpenMetrics; empty for a counter named `total`. */
export function counterFamily(name: string): string {
  return name.replace(/_?total$/, '');
}
