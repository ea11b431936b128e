import { expect, it } from 'vitest';
import { refusedAnswer } from '../src/refused-answer.ts';

it('returns the Bot API answer behind a framework error, including retry_after', () => {
  expect(refusedAnswer(429, 'Too Many Requests', { retry_after: 7, migrate_to_chat_id: 1 })).toEqual({
    ok: false,
    error_code: 429,
    description: 'Too Many Requests',
    parameters: { retry_after: 7 },
  });
  expect(refusedAnswer(400, 'Bad Request', null)).toEqual({ ok: false, error_code: 400, description: 'Bad Request' });
});

it.each([
  ['ECONNRESET', 'connection reset'],
  [undefined, undefined],
  [500, undefined],
])('returns undefined for an error with the code %s', (code, description) => {
  expect(refusedAnswer(code, description, undefined)).toBeUndefined();
});
