/** The known update types (https://core.telegram.org/bots/api#update). */
const updateTypes: ReadonlySet<string> = new Set([
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'message_reaction',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
]);

/** The type of an update: its key beside `update_id`, or `other` for types newer than this list. */
export function updateType(update: object): string {
  for (const key in update) {
    if (key !== 'update_id') return updateTypes.has(key) ? key : 'other';
  }
  return 'other';
}
