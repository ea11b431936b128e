import type { Answer } from './post.ts';

/** Retryable by the OTLP specification, section "Retryable Response Codes". */
const busy: readonly (number | undefined)[] = [429, 502, 503, 504];

/** As OpenTelemetry's exporters: 1 s, half as much again each time up to 5 s, a fifth more or less. */
const FIRST_SECONDS = 1;
const FACTOR = 1.5;
const MOST_SECONDS = 5;
const JITTER = 0.2;
/** Of one export, the first request not counted. */
export const MOST_RETRIES = 5;

/** Whether the same request may be taken later on: nobody answered, or whoever did is busy. */
export function isRetryable({ status }: Answer): boolean {
  return status === undefined || busy.includes(status);
}

/** Seconds to wait before a retry, where the receiver names none. */
export function backoffSeconds(retries: number): number {
  const seconds = FIRST_SECONDS * FACTOR ** retries * (1 - JITTER + 2 * JITTER * Math.random());
  return Math.min(seconds, MOST_SECONDS);
}

/**
 * Seconds that a `Retry-After` asks for, which is a number or a date; `undefined` for what is neither.
 * Source: RFC 9110, section 10.2.3
 */
export function retryAfterSeconds(header: string | undefined, wallSeconds: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  // A date begins with its day; `Date.parse` would read numbers as years.
  const date = /^[A-Z]/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date / 1000 - wallSeconds);
}
