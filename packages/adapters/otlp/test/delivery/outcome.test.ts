import { expect, test } from 'vitest';
import { readOutcome } from '../../src/delivery/outcome.ts';

const answer = { sent: true, body: new Uint8Array(0) };
const context = {
  protocol: 'http/protobuf',
  wallSeconds: 0,
  options: { receiver: 'endpoint', credentials: [] },
  secrets: [],
};
const outcome = (more: { status?: number; sent?: boolean; retryAfter?: string }) =>
  readOutcome({ ...answer, ...more }, context);

test('only the statuses of the specification are retried', () => {
  const statuses = [400, 401, 403, 404, 413, 429, 500, 501, 502, 503, 504];
  const retried = statuses.filter((status) => {
    const result = outcome({ status });
    return !result.delivered && result.retry !== 'never';
  });
  expect(retried).toEqual([429, 502, 503, 504]);
});

test('a request is in doubt if it was sent and nobody, or only a gateway, answered', () => {
  for (const status of [502, 504]) expect(outcome({ status })).toMatchObject({ retry: 'resend' });
  for (const status of [429, 503]) expect(outcome({ status })).toMatchObject({ retry: 'next-export' });
  expect(outcome({})).toMatchObject({ retry: 'resend' });
  expect(outcome({ sent: false })).toMatchObject({ retry: 'next-export' });
});

test('Retry-After counts only with a status that may have one', () => {
  expect(outcome({ status: 503, retryAfter: '30' })).toMatchObject({ pauseSeconds: 30 });
  expect(outcome({ status: 502, retryAfter: '30' })).not.toHaveProperty('pauseSeconds');
});
