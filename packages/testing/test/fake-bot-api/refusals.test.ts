import { expect, test } from 'vitest';
import { refusals } from '../../src/fake-bot-api/refusals.ts';

test('the words begin as the status demands', () => {
  for (const { code, description } of Object.values(refusals)) {
    expect(description.startsWith(code === 403 ? 'Forbidden: ' : 'Bad Request: ')).toBe(true);
  }
});
