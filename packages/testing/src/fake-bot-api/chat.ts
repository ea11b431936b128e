/** The fields of https://core.telegram.org/bots/api#chat and #user that bots use. */
export interface BotChat {
  readonly id: number;
  readonly type: 'private' | 'supergroup' | 'channel';
  readonly title?: string;
  readonly username?: string;
  readonly first_name?: string;
}

export interface BotUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly username?: string;
}

const idOfNamedChannels = -1_001_000_000_000;

/** Follows Telegram's convention: a positive id is a user, a negative one a group, `@name` a public channel. */
export function describeChat(chatId: unknown): BotChat {
  if (typeof chatId === 'string' && chatId.startsWith('@')) {
    return { id: idOfNamedChannels, type: 'channel', title: chatId.slice(1), username: chatId.slice(1) };
  }
  const id = Number(chatId);
  return id < 0 ? { id, type: 'supergroup', title: 'Group' } : { id, type: 'private', first_name: 'User' };
}

export function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
