import { type BotUser, describeChat, unixSeconds } from './chat.ts';

/** Sender, chat and age of an update. */
export interface PushOptions {
  /** @default 7 */
  readonly userId?: number;
  /** Negative for a group. @default the user's id, which is a private chat */
  readonly chatId?: number;
  /** Dates the message back by whole seconds, as if it had waited. @default 0 */
  readonly ageSeconds?: number;
}

/** A message from a user. Words such as `/start` become `bot_command` entities. */
export function textUpdate(text: string, messageId: number, options: PushOptions): Record<string, unknown> {
  const entities = [...text.matchAll(/(?<!\S)\/\w+(?:@\w+)?/g)].map((command) => ({
    type: 'bot_command',
    offset: command.index,
    length: command[0].length,
  }));
  return {
    message: {
      message_id: messageId,
      from: describeUser(options),
      chat: describeChat(options.chatId ?? describeUser(options).id),
      date: unixSeconds() - (options.ageSeconds ?? 0),
      text,
      ...(entities.length > 0 && { entities }),
    },
  };
}

/** A press of the button `data` under a message of the bot; `ageSeconds` is the age of that message. */
export function callbackUpdate(
  data: string,
  messageId: number,
  bot: BotUser,
  options: PushOptions,
): Record<string, unknown> {
  const user = describeUser(options);
  return {
    callback_query: {
      id: `callback-${messageId}`,
      from: user,
      message: {
        message_id: messageId,
        from: bot,
        chat: describeChat(options.chatId ?? user.id),
        date: unixSeconds() - (options.ageSeconds ?? 0),
        text: 'Choose',
        reply_markup: { inline_keyboard: [[{ text: data, callback_data: data }]] },
      },
      chat_instance: '1',
      data,
    },
  };
}

function describeUser(options: PushOptions): BotUser {
  return { id: options.userId ?? 7, is_bot: false, first_name: 'User' };
}
