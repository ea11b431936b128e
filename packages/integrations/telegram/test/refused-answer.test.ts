import { expect, it } from 'vitest';
import { refusedAnswer } from '../src/refused-answer.ts';

it('is the answer behind the error of a framework, with how long to wait', () => {
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
])('is absent behind an error with the code %s', (code, description) => {
  expect(refusedAnswer(code, description, undefined)).toBeUndefined();
});
