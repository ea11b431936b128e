import type { GaugeFamily } from '@bot-metrics/core';
import type { SeriesText } from './series-texts.ts';

/** As `HealthCheckService` names its status, in semantic and in classic naming. */
const statusNames: ReadonlySet<string> = new Set(['bot.health.check.status', 'health_check_status']);

export function isHealthStatus(name: string): boolean {
  return statusNames.has(name);
}

/**
 * Results of health checks as DogStatsD service checks, and an event for each that has changed.
 * Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
 */
export class HealthLines {
  /** What the daemon knows; the key is the tags, since a check is a series. */
  readonly #told = new Map<string, boolean>();

  /** @param news where to note what the lines tell, for `delivered` */
  of({ head, tail }: SeriesText, { values }: GaugeFamily, slot: number, news: Map<string, boolean>): string[] {
    const isHealthy = values[slot]! > 0;
    news.set(tail, isHealthy);
    const check = `_sc|${head}|${isHealthy ? 0 : 2}${tail}`;
    // The first result is news only if it is a bad one.
    if ((this.#told.get(tail) ?? true) === isHealthy) return [check];
    const title = isHealthy ? 'Health check passes again' : 'Health check fails';
    return [check, `_e{${title.length},${head.length}}:${title}|${head}|t:${isHealthy ? 'success' : 'error'}${tail}`];
  }

  delivered(news: ReadonlyMap<string, boolean>): void {
    for (const [check, isHealthy] of news) this.#told.set(check, isHealthy);
  }
}
