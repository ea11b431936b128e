import type { Outcome } from './outcome.ts';

/** As OpenTelemetry's exporters: 1 s, growing by half up to 5 s, with a jitter of a fifth. */
const FIRST_SECONDS = 1;
const FACTOR = 1.5;
const MAX_SECONDS = 5;
const JITTER = 0.2;

/** The longest pause that a receiver can ask for. A mistaken `Retry-After` of a year must not silence a backend. */
const MAX_PAUSE_SECONDS = 300;

/** The pause that a receiver asks for, at most 5 minutes; `undefined` for none, or for one that is not a number. */
export function boundPause(seconds: number | undefined): number | undefined {
  if (seconds === undefined || Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), MAX_PAUSE_SECONDS);
}

/** Seconds to wait before a retry if the receiver does not say. */
export function backoffSeconds(retries: number): number {
  const seconds = FIRST_SECONDS * FACTOR ** retries * (1 - JITTER + 2 * JITTER * Math.random());
  return Math.min(seconds, MAX_SECONDS);
}

/**
 * Seconds that a `Retry-After` header asks to wait: a number or a date. `undefined` for anything else. `DeliveringBackend` waits no longer
 * than 5 minutes.
 * Source: RFC 9110, section 10.2.3
 */
export function retryAfterSeconds(header: string | null | undefined, wallSeconds: number): number | undefined {
  if (header === undefined || header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  // A date starts with a day name; `Date.parse` would read a number as a year.
  const date = /^[A-Z]/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date / 1000 - wallSeconds);
}

/** What a series of attempts needs. */
export interface RetryOptions<Request> {
  /** Sends once. Never rejects. */
  readonly send: () => Promise<Outcome<Request>>;
  readonly maxRetries: number;
  /** Whether there is time for a retry after so many seconds. */
  readonly hasTimeFor: (seconds: number) => boolean;
  readonly wait: (seconds: number) => Promise<void>;
}

/**
 * Sends a request, again while a retry may help and there is time. The outcome is that of the last attempt, but in doubt if an
 * earlier attempt may have been stored.
 */
export async function sendWithRetries<Request>(options: RetryOptions<Request>): Promise<Outcome<Request>> {
  const { send, maxRetries, hasTimeFor, wait } = options;
  let inDoubt = false;
  for (let retries = 0; ; retries++) {
    const outcome = await send();
    if (outcome.delivered) return inDoubt ? { ...outcome, ambiguous: true } : outcome;
    // What is left of a request that went out in part is for the next export.
    if (outcome.rest !== undefined) return outcome;
    inDoubt ||= outcome.retry === 'resend';
    const seconds = outcome.pauseSeconds ?? backoffSeconds(retries);
    // What answers 2xx in place of the receiver does so again a second later.
    const isMistaken = outcome.status !== undefined && outcome.status < 300;
    if (outcome.retry === 'never' || isMistaken || retries >= maxRetries || !hasTimeFor(seconds)) {
      return inDoubt && outcome.retry === 'next-export' ? { ...outcome, retry: 'resend' } : outcome;
    }
    await wait(seconds);
  }
}
