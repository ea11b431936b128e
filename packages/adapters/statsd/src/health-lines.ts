import type { GaugeFamily } from '@bot-metrics/core/backend';
import type { SeriesText } from './series-texts.ts';

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
  /** The last result that was sent of each check. A check is a series, so its tags are the key. */
  readonly #sent = new Map<string, boolean>();

  /** @param results collects the results in the lines, for `delivered` */
  of({ head, tail }: SeriesText, { values }: GaugeFamily, slot: number, results: Map<string, boolean>): string[] {
    const isHealthy = values[slot]! > 0;
    results.set(tail, isHealthy);
    const check = `_sc|${head}|${isHealthy ? 0 : 2}${tail}`;
    // A first result is an event only if it is a failure.
    if ((this.#sent.get(tail) ?? true) === isHealthy) return [check];
    const title = isHealthy ? 'Health check passes again' : 'Health check fails';
    return [check, `_e{${title.length},${head.length}}:${title}|${head}|t:${isHealthy ? 'success' : 'error'}${tail}`];
  }

  delivered(results: ReadonlyMap<string, boolean>): void {
    for (const [check, isHealthy] of results) this.#sent.set(check, isHealthy);
  }
}
