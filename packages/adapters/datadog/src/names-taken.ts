import { BotMetricsError } from '@bot-metrics/core';
import { metricName } from './naming.ts';

/** Which metric has which name at Datadog. */
export class NamesTaken {
  readonly #takenBy = new Map<string, string>();

  /** @throws BotMetricsError `conflicting_definition` for a metric that would be one with another */
  claim(metric: string): void {
    const name = metricName(metric);
    const owner = this.#takenBy.get(name) ?? metric;
    if (owner !== metric) {
      throw new BotMetricsError(
        'conflicting_definition',
        `metric "${metric}" would be "${name}" at Datadog, as "${owner}" is; choose another name`,
      );
    }
    this.#takenBy.set(name, metric);
  }
}
