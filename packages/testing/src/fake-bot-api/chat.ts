/** Parts of https://core.telegram.org/bots/api#chat and #user that bots look at. */
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

/** By Telegram's convention: positive is a user, negative a group, `@name` a public channel. */
export function chatOf(chatId: unknown): BotChat {
  if (typeof chatId === 'string' && chatId.startsWith('@')) {
    return { id: idOfNamedChannels, type: 'channel', title: chatId.slice(1), username: chatId.slice(1) };
  }
  const id = Number(chatId);
  return id < 0 ? { id, type: 'supergroup', title: 'Group' } : { id, type: 'private', first_name: 'User' };
}

export function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
