import { expect, test } from 'vitest';
import type { ExportFailure, Outcome } from '../../src/backend/outcome.ts';
import { backoffSeconds, boundPause, retryAfterSeconds, sendWithRetries } from '../../src/backend/retry.ts';

test('reads Retry-After as seconds or as a date, and nothing else', () => {
  const now = Date.parse('2026-01-01T00:00:00Z') / 1000;
  const seconds = (header: string | null | undefined) => retryAfterSeconds(header, now);
  expect(['30', '0', 'Thu, 01 Jan 2026 00:01:00 GMT', 'Wed, 31 Dec 2025 00:00:00 GMT'].map(seconds)).toEqual([
    30, 0, 60, 0,
  ]);
  expect([undefined, null, 'soon', '', '-1'].map(seconds)).toEqual(Array(5).fill(undefined));
});

test('no receiver gets a pause of more than 5 minutes', () => {
  expect([0, 30, 300, 301, 31_536_000, Number.POSITIVE_INFINITY].map(boundPause)).toEqual([0, 30, 300, 300, 300, 300]);
  expect([-5, Number.NaN, undefined].map(boundPause)).toEqual([0, undefined, undefined]);
});

test('what answers 2xx in place of the receiver is not asked again in the same export', async () => {
  const lying = failed('resend', { status: 200 });
  expect(await attempts(lying, { delivered: true })).toEqual({ outcome: lying, waits: [] });
});

test('waits longer each time, up to a limit, and never exactly as long as others', () => {
  for (const [retries, middle] of [1, 1.5, 2.25, 3.375].entries()) {
    const waits = Array.from({ length: 50 }, () => backoffSeconds(retries));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(middle * 0.8);
    expect(Math.max(...waits)).toBeLessThanOrEqual(Math.min(5, middle * 1.2));
    expect(new Set(waits).size).toBeGreaterThan(10);
  }
  expect(backoffSeconds(50)).toBe(5);
});

const failed = (retry: ExportFailure['retry'], more: Partial<ExportFailure<string>> = {}): ExportFailure<string> => ({
  delivered: false,
  reason: 'it is busy',
  remedy: 'wait',
  retry,
  ...more,
});

/** Sends with up to two retries to a receiver with these outcomes, and returns the last one and the waits before it. */
async function attempts(...outcomes: Outcome<string>[]): Promise<{ outcome: Outcome<string>; waits: number[] }> {
  const waits: number[] = [];
  const outcome = await sendWithRetries({
    send: async () => outcomes.shift()!,
    maxRetries: 2,
    hasTimeFor: (seconds) => seconds < 60,
    wait: async (seconds) => {
      waits.push(seconds);
    },
  });
  return { outcome, waits };
}

test('a request is sent again until it is delivered, refused for good, or out of retries', async () => {
  const busy = failed('next-export');
  expect((await attempts(busy, busy, { delivered: true })).outcome).toEqual({ delivered: true });
  expect((await attempts(busy, failed('never'))).outcome).toMatchObject({ retry: 'never' });
  const exhausted = await attempts(busy, busy, busy);
  expect([exhausted.outcome, exhausted.waits.length]).toEqual([busy, 2]);
});

test('a retry waits for as long as the receiver asks, and there is none if that takes too long', async () => {
  expect((await attempts(failed('next-export', { pauseSeconds: 30 }), { delivered: true })).waits).toEqual([30]);
  expect((await attempts(failed('next-export', { pauseSeconds: 90 }))).waits).toEqual([]);
});

test('what an earlier attempt may have stored is ambiguous, or in doubt', async () => {
  expect((await attempts(failed('resend'), { delivered: true })).outcome).toEqual({ delivered: true, ambiguous: true });
  const { outcome } = await attempts(failed('resend'), failed('next-export'), failed('next-export'));
  expect(outcome).toMatchObject({ retry: 'resend' });
});

test('what is left of a request that went out in part waits for the next export', async () => {
  const partly = failed('resend', { rest: { request: 'b', ambiguous: false } });
  expect(await attempts(partly)).toEqual({ outcome: partly, waits: [] });
});
