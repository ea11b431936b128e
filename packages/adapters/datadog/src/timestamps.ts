/** How old points may be that Datadog accepts. Source: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
const MAX_AGE_SECONDS = 3600;
/** How far timestamps may run ahead of the clock when exports follow within a second. Datadog accepts 10 minutes. */
const MAX_AHEAD_SECONDS = 60;

/** Assigns whole seconds to exports. */
export class Timestamps {
  #last = -Infinity;

  /**
   * Returns the second of an export, at least one later than the previous export's: Datadog keeps one of two points of a series
   * with the same second. After the clock was set back, the clock counts again.
   */
  next(wallSeconds: number): number {
    const now = Math.floor(wallSeconds);
    this.#last = this.#last - now >= MAX_AHEAD_SECONDS ? now : Math.max(now, this.#last + 1);
    return this.#last;
  }

  /** Whether points of that second are too old for Datadog. */
  isOver(timestamp: number, wallSeconds: number): boolean {
    return wallSeconds - timestamp > MAX_AGE_SECONDS;
  }
}
