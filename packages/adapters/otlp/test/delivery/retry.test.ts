import { expect, test } from 'vitest';
import { backoffSeconds, isRetryable, retryAfterSeconds } from '../../src/delivery/retry.ts';

test('reads Retry-After as seconds or as a date, and nothing else', () => {
  const now = Date.parse('2026-01-01T00:00:00Z') / 1000;
  const seconds = (header: string | undefined) => retryAfterSeconds(header, now);
  expect(['30', '0', 'Thu, 01 Jan 2026 00:01:00 GMT', 'Wed, 31 Dec 2025 00:00:00 GMT'].map(seconds)).toEqual([
    30, 0, 60, 0,
  ]);
  expect([undefined, 'soon', '', '-1'].map(seconds)).toEqual([undefined, undefined, undefined, undefined]);
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

test('only what the specification names is tried again', () => {
  const answer = { sent: true, body: new Uint8Array(0) };
  const statuses = [400, 401, 403, 404, 413, 429, 500, 501, 502, 503, 504];
  expect(statuses.filter((status) => isRetryable({ ...answer, status }))).toEqual([429, 502, 503, 504]);
  expect(isRetryable(answer)).toBe(true);
});
