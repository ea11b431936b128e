import { expect, it } from 'vitest';
import { updateType } from '../src/update-type.ts';

it('is the kind beside the id, in whatever order they come', () => {
  expect(updateType({ update_id: 1, chat_join_request: {} })).toBe('chat_join_request');
  expect(updateType({ poll: {}, update_id: 1 })).toBe('poll');
});

it('is other for kinds outside the closed set, and for none', () => {
  expect(updateType({ update_id: 1, kind_of_next_year: {} })).toBe('other');
  expect(updateType({ update_id: 1, constructor: {} })).toBe('other');
  expect(updateType({ update_id: 1 })).toBe('other');
});
