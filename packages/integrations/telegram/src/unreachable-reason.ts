/** All values of `reason` in `telegram.recipients.unreachable`. */
export type UnreachableReason = 'blocked' | 'deactivated' | 'kicked' | 'chat_not_found' | 'no_rights';

/** Telegram gives the reason only in the description. The first match wins. */
const patterns: readonly (readonly [RegExp, UnreachableReason])[] = [
  [/blocked by the user/i, 'blocked'],
  [/user is deactivated/i, 'deactivated'],
  [/bot was kicked|bot is not a member/i, 'kicked'],
  [/chat not found|chat was deleted|PEER_ID_INVALID/i, 'chat_not_found'],
  [/not enough rights|no rights to send|need administrator rights|CHAT_WRITE_FORBIDDEN/i, 'no_rights'],
];

/** Why the recipient of a failed request cannot be reached; `undefined` if the request failed for another reason. */
export function unreachableReason(errorCode: number, description: string): UnreachableReason | undefined {
  if (errorCode !== 403 && errorCode !== 400) return undefined;
  return patterns.find(([pattern]) => pattern.test(description))?.[1];
}
