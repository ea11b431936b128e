import { expect, test } from 'vitest';
import { callbackUpdate, textUpdate } from '../../src/fake-bot-api/pushed-updates.ts';

test('a text comes from its user, in a private chat by default', () => {
  expect(textUpdate('hi', 3, {})).toMatchObject({
    message: { message_id: 3, from: { id: 7, is_bot: false }, chat: { id: 7, type: 'private' }, text: 'hi' },
  });
  expect(textUpdate('hi', 3, { userId: 8, chatId: -5 })).toMatchObject({
    message: { from: { id: 8 }, chat: { id: -5, type: 'supergroup' } },
  });
});

test('commands become entities at their position', () => {
  expect(textUpdate('/start now /stop@fake_bot a/b', 1, {})).toMatchObject({
    message: {
      entities: [
        { type: 'bot_command', offset: 0, length: 6 },
        { type: 'bot_command', offset: 11, length: 14 },
      ],
    },
  });
  expect(textUpdate('and/or', 1, {}).message).not.toHaveProperty('entities');
});

test('an age dates the message back', () => {
  const before = Math.floor(Date.now() / 1000);
  const { message } = textUpdate('hi', 1, { ageSeconds: 90 }) as { message: { date: number } };
  const after = Math.floor(Date.now() / 1000);
  expect(message.date + 90).toBeGreaterThanOrEqual(before);
  expect(message.date + 90).toBeLessThanOrEqual(after);
});

test('a button belongs to a message of the bot', () => {
  const bot = { id: 42, is_bot: true, first_name: 'Fake' };
  expect(callbackUpdate('like', 9, bot, { userId: 8 })).toMatchObject({
    callback_query: {
      from: { id: 8 },
      data: 'like',
      message: { message_id: 9, from: { id: 42 }, chat: { id: 8 } },
    },
  });
});
