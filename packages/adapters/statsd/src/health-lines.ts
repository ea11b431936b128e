import type { GaugeFamily } from '@bot-metrics/core/backend';
import type { SeriesText } from './series-lines.ts';

/** Names of the status metric of `HealthCheckService`, in semantic and in classic naming. */
const statusNames: ReadonlySet<string> = new Set(['bot.health.check.status', 'health_check_status']);

export function isHealthStatus(name: string): boolean {
  return statusNames.has(name);
}

/**
 * Renders results of health checks as DogStatsD service checks, and an event for each result that changed.
 * Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
 */
export class HealthLines {
  /** The last delivered result of each check. A check is a series, so its tags identify it. */
  readonly #delivered = new Map<string, boolean>();

  /** @param results collects the rendered results; pass it to `delivered` */
  render({ head, tail }: SeriesText, { values }: GaugeFamily, slot: number, results: Map<string, boolean>): string[] {
    const isHealthy = values[slot]! > 0;
    results.set(tail, isHealthy);
    const check = `_sc|${head}|${isHealthy ? 0 : 2}${tail}`;
    // The first result of a check is an event only if it is a failure.
    if ((this.#delivered.get(tail) ?? true) === isHealthy) return [check];
    const title = isHealthy ? 'Health check passes again' : 'Health check fails';
    return [check, `_e{${title.length},${head.length}}:${title}|${head}|t:${isHealthy ? 'success' : 'error'}${tail}`];
  }

  delivered(results: ReadonlyMap<string, boolean>): void {
    for (const [check, isHealthy] of results) this.#delivered.set(check, isHealthy);
  }
}
