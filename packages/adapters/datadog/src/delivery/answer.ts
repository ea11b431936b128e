/** What became of one request. */
export interface Answer {
  /** Absent where no answer came. */
  readonly status?: number;
  /** What the receiver said of it, without secrets; empty if nothing. */
  readonly message: string;
  /** Seconds for which it wants no request. */
  readonly pauseSeconds?: number;
  /** Why no answer came. */
  readonly error?: Error;
}

/**
 * Seconds that the receiver asks to be left alone: a `X-RateLimit-Reset` is a number of them, a `Retry-After` a number or a date.
 * Source: https://docs.datadoghq.com/api/latest/rate-limits/; RFC 9110, section 10.2.3
 */
export function pauseSecondsOf(headers: Headers, wallSeconds: number): number | undefined {
  const asked = [headers.get('x-ratelimit-reset'), headers.get('retry-after')].flatMap((header) => {
    if (header === null) return [];
    if (/^\d+$/.test(header)) return [Number(header)];
    // A date begins with its day; `Date.parse` would read numbers as years.
    const date = /^[A-Z]/.test(header) ? Date.parse(header) : Number.NaN;
    return Number.isNaN(date) ? [] : [Math.max(0, date / 1000 - wallSeconds)];
  });
  return asked.length === 0 ? undefined : Math.max(...asked);
}
