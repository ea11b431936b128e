import { expect, it } from 'vitest';
import { updateType } from '../src/update-type.ts';

it('is the key beside update_id, in any order', () => {
  expect(updateType({ update_id: 1, chat_join_request: {} })).toBe('chat_join_request');
  expect(updateType({ poll: {}, update_id: 1 })).toBe('poll');
});

it('is other for unknown types and for an empty update', () => {
  expect(updateType({ update_id: 1, kind_of_next_year: {} })).toBe('other');
  expect(updateType({ update_id: 1, constructor: {} })).toBe('other');
  expect(updateType({ update_id: 1 })).toBe('other');
});
