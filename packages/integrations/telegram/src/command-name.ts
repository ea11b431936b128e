interface CommandMessage {
  readonly text?: string;
  readonly entities?: readonly { readonly type: string; readonly offset: number; readonly length: number }[];
}

/** The update types that can contain a command. */
export interface CommandUpdate {
  readonly message?: CommandMessage;
  readonly channel_post?: CommandMessage;
  readonly business_message?: CommandMessage;
}

/**
 * The command at the start of a message, without the slash and bot name. User input: check it against an allow-list
 * before using it as a label.
 */
export function commandName(update: CommandUpdate): string | undefined {
  const message = update.message ?? update.channel_post ?? update.business_message;
  const first = message?.entities?.[0];
  if (message?.text === undefined || first?.type !== 'bot_command' || first.offset !== 0) return undefined;
  const command = message.text.slice(1, first.length);
  const at = command.indexOf('@');
  return at === -1 ? command : command.slice(0, at);
}
