import type { BotApiAnswer } from '../telegram-observer.ts';

const truthfullyTrue: ReadonlySet<string> = new Set([
  'sendChatAction',
  'sendChatJoinRequestWebApp',
  'sendGift',
  'sendMessageDraft',
  'sendRichMessageDraft',
]);

/**
 * Whether grammY put the request into the response to the webhook (`client.canUseWebhookReply`) instead of sending it:
 * it then makes up the result `true`. That shows only where Telegram itself would answer with a message.
 */
export function isWebhookReply(method: string, answer: BotApiAnswer): boolean {
  return answer.result === true && /^(send|copy|forward)/.test(method) && !truthfullyTrue.has(method);
}
