/** How long a maximum is kept: readers read more often. */
const MAX_AGE_SECONDS = 600;
/** Readings that are kept apart. */
const MAX_SEGMENTS = 1000;

/**
 * Keeps the maxima between readings, so that readers with different intervals each get the maximum of their own. Times are
 * monotonic seconds.
 */
export class IntervalMaximum {
  /** In order of time; each begins where the one before ends. */
  #segments: { readonly until: number; readonly max: number }[] = [];

  /** Adds the maximum of the time from the last call until now. */
  add(now: number, max: number): void {
    this.#segments = this.#segments.filter(({ until }) => now - until <= MAX_AGE_SECONDS);
    const [first, second] = this.#segments;
    if (first !== undefined && second !== undefined && this.#segments.length >= MAX_SEGMENTS) {
      this.#segments.splice(0, 2, { until: second.until, max: Math.max(first.max, second.max) });
    }
    this.#segments.push({ until: now, max });
  }

  /** The maximum of the time after `seconds`; `undefined` if nothing was added since. */
  since(seconds: number): number | undefined {
    const maxima = this.#segments.filter(({ until }) => until > seconds).map(({ max }) => max);
    return maxima.length === 0 ? undefined : Math.max(...maxima);
  }
}
