interface Dated {
  readonly date: number;
  readonly edit_date?: number;
}

/** The kinds of update whose own date says when the user acted. */
export interface DatedUpdate {
  readonly message?: Dated;
  readonly edited_message?: Dated;
  readonly channel_post?: Dated;
  readonly edited_channel_post?: Dated;
  readonly business_message?: Dated;
  readonly edited_business_message?: Dated;
  readonly message_reaction?: Dated;
  readonly my_chat_member?: Dated;
  readonly chat_member?: Dated;
  readonly chat_join_request?: Dated;
}

/**
 * When the user did what the update tells, in seconds since the epoch, to the second; absent where the update has no
 * date of its own. The message of a callback_query dates the button and not the press, and Telegram holds back
 * message_reaction_count for minutes: neither says anything about lag.
 */
export function updateDate(update: DatedUpdate): number | undefined {
  const dated =
    update.message ??
    update.edited_message ??
    update.channel_post ??
    update.edited_channel_post ??
    update.business_message ??
    update.edited_business_message ??
    update.message_reaction ??
    update.my_chat_member ??
    update.chat_member ??
    update.chat_join_request;
  return dated?.edit_date ?? dated?.date;
}
