import { expect, test } from 'vitest';
import { describeChat } from '../../src/fake-bot-api/chat.ts';

test('the id of a chat determines its type', () => {
  expect(describeChat(7)).toMatchObject({ id: 7, type: 'private' });
  expect(describeChat('-100')).toMatchObject({ id: -100, type: 'supergroup' });
  expect(describeChat('@news')).toMatchObject({ type: 'channel', username: 'news' });
});
