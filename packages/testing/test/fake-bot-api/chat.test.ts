import { expect, test } from 'vitest';
import { chatOf } from '../../src/fake-bot-api/chat.ts';

test('the id of a chat tells its type', () => {
  expect(chatOf(7)).toMatchObject({ id: 7, type: 'private' });
  expect(chatOf('-100')).toMatchObject({ id: -100, type: 'supergroup' });
  expect(chatOf('@news')).toMatchObject({ type: 'channel', username: 'news' });
});
