import { expect, it } from 'vitest';
import { commandName } from '../src/command-name.ts';

const command = (length: number, offset = 0) => [{ type: 'bot_command', offset, length }];

it('strips the slash, the bot name and the payload from a command at the start', () => {
  expect(commandName({ message: { text: '/start ref_7', entities: command(6) } })).toBe('start');
  expect(commandName({ channel_post: { text: '/start@fake_bot', entities: command(15) } })).toBe('start');
});

it('returns undefined for a command further on and for other text', () => {
  expect(commandName({ message: { text: 'see /start', entities: command(6, 4) } })).toBeUndefined();
  expect(commandName({ message: { text: '/start' } })).toBeUndefined();
  expect(
    commandName({ message: { text: '#tag', entities: [{ type: 'hashtag', offset: 0, length: 4 }] } }),
  ).toBeUndefined();
  expect(commandName({ message: {} })).toBeUndefined();
  expect(commandName({})).toBeUndefined();
});
