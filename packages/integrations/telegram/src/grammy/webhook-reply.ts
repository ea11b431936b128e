import type { BotApiAnswer } from '../telegram-observer.ts';

const trueByDesign: ReadonlySet<string> = new Set([
  'sendChatAction',
  'sendChatJoinRequestWebApp',
  'sendGift',
  'sendMessageDraft',
  'sendRichMessageDraft',
]);

/**
 * Whether grammY wrote the request into the webhook response (`client.canUseWebhookReply`) instead of sending it.
 * grammY then returns `true` as the result, which is only recognisable for methods where Telegram itself would return a
 * message.
 */
export function isWebhookReply(method: string, answer: BotApiAnswer): boolean {
  return answer.result === true && /^(send|copy|forward)/.test(method) && !trueByDesign.has(method);
}
