/** Why Telegram refuses a recipient. Telegram gives the reason only in the description. */
export type RefusalReason = 'blocked' | 'deactivated' | 'kicked' | 'chat_not_found' | 'no_rights';

export interface Refusal {
  readonly code: 400 | 403;
  readonly description: string;
}

/** Telegram's own descriptions. */
export const refusals: Readonly<Record<RefusalReason, Refusal>> = {
  blocked: { code: 403, description: 'Forbidden: bot was blocked by the user' },
  deactivated: { code: 403, description: 'Forbidden: user is deactivated' },
  kicked: { code: 403, description: 'Forbidden: bot was kicked from the supergroup chat' },
  chat_not_found: { code: 400, description: 'Bad Request: chat not found' },
  no_rights: { code: 400, description: 'Bad Request: not enough rights to send text messages to the chat' },
};
