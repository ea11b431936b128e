import { expect, test } from 'vitest';
import { refusals } from '../../src/fake-bot-api/refusals.ts';

test('each description starts with the words for its status', () => {
  for (const { code, description } of Object.values(refusals)) {
    expect(description.startsWith(code === 403 ? 'Forbidden: ' : 'Bad Request: ')).toBe(true);
  }
});
