import { expect, it } from 'vitest';
import { type DatedUpdate, updateDate } from '../src/update-date.ts';

it('is the date of the message, or of its edit', () => {
  expect(updateDate({ message: { date: 100 } })).toBe(100);
  expect(updateDate({ edited_channel_post: { date: 100, edit_date: 160 } })).toBe(160);
});

it('is the date of a reaction, a membership change or a join request', () => {
  expect(updateDate({ message_reaction: { date: 1 } })).toBe(1);
  expect(updateDate({ my_chat_member: { date: 2 } })).toBe(2);
  expect(updateDate({ chat_join_request: { date: 3 } })).toBe(3);
});

it('is undefined for a button press, whose message dates the button', () => {
  const press: DatedUpdate & { callback_query: object } = { callback_query: { message: { date: 100 } } };
  expect(updateDate(press)).toBeUndefined();
});

it('is undefined for reaction counts, which Telegram delays', () => {
  const counts: DatedUpdate & { message_reaction_count: object } = { message_reaction_count: { date: 100 } };
  expect(updateDate(counts)).toBeUndefined();
});
