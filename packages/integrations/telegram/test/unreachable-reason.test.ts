import { expect, it } from 'vitest';
import { unreachableReason } from '../src/unreachable-reason.ts';

it.each([
  [403, 'Forbidden: bot was blocked by the user', 'blocked'],
  [403, 'Forbidden: user is deactivated', 'deactivated'],
  [403, 'Forbidden: bot was kicked from the supergroup chat', 'kicked'],
  [403, 'Forbidden: bot is not a member of the channel chat', 'kicked'],
  [400, 'Bad Request: chat not found', 'chat_not_found'],
  [403, 'Forbidden: the group chat was deleted', 'chat_not_found'],
  [400, 'Bad Request: not enough rights to send photos to the chat', 'no_rights'],
  [400, 'Bad Request: need administrator rights in the channel chat', 'no_rights'],
  [400, 'Bad Request: message text is empty', undefined],
  [403, "Forbidden: bot can't initiate conversation with a user", undefined],
  [429, 'Too Many Requests: chat not found', undefined],
])('reads %i "%s" as %s', (code, description, reason) => {
  expect(unreachableReason(code, description)).toBe(reason);
});
