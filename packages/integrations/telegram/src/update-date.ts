interface Dated {
  readonly date: number;
  readonly edit_date?: number;
}

/** The update types whose date says when the user acted. */
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
 * When the user acted, in Unix seconds; `undefined` for updates without a date of their own. The message in a
 * callback_query dates the button, not the press, and Telegram delays message_reaction_count by minutes, so neither can
 * measure lag.
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
