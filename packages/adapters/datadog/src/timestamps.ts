/** How far into the past Datadog takes points. Source: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
const MOST_AGE_SECONDS = 3600;
/** How far exports that follow one another within a second may be ahead of the clock; 10 minutes are taken. */
const MOST_AHEAD_SECONDS = 60;

/** The whole seconds of exports. */
export class Timestamps {
  #last = -Infinity;

  /**
   * The second of an export at this time, or the one after that of the export before: of two points of a series for one second
   * Datadog keeps one. Where the clock was set back, the time is that of the clock again.
   */
  next(wallSeconds: number): number {
    const now = Math.floor(wallSeconds);
    this.#last = this.#last - now >= MOST_AHEAD_SECONDS ? now : Math.max(now, this.#last + 1);
    return this.#last;
  }

  /** Whether points of that second are too old to be taken. */
  isOver(timestamp: number, wallSeconds: number): boolean {
    return wallSeconds - timestamp > MOST_AGE_SECONDS;
  }
}
