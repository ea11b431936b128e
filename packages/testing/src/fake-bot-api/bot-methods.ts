import { type Answer, failed, succeeded } from './answer.ts';
import { type BotChat, type BotUser, describeChat, unixSeconds } from './chat.ts';
import { type BotParameters, structured } from './request-parameters.ts';
import type { UpdateQueue } from './update-queue.ts';

/** Answers a call; `hungUp` aborts when the client has disconnected. */
export type BotMethod = (params: BotParameters, hungUp: AbortSignal) => Answer | Promise<Answer>;

/** State shared by the methods. */
export interface BotState {
  readonly queue: UpdateQueue;
  readonly bot: BotUser;
  /** Unique and increasing across all senders. */
  readonly nextMessageId: () => number;
}

/**
 * The methods that the fake implements, by their documented names.
 * Source: https://core.telegram.org/bots/api#available-methods
 */
export function createBotMethods({ queue, bot, nextMessageId }: BotState): Record<string, BotMethod> {
  let webhookUrl = '';
  let commands: unknown = [];

  const setWebhook: BotMethod = (params) => {
    webhookUrl = String(params.url ?? '');
    if (isTrue(params.drop_pending_updates)) queue.clear();
    return succeeded(true);
  };
  const message = (params: BotParameters, content: Record<string, unknown>) => ({
    message_id: nextMessageId(),
    from: bot,
    chat: describeChat(params.chat_id),
    date: unixSeconds(),
    ...content,
    ...replyMarkup(params),
  });

  return {
    getMe: () =>
      succeeded({
        ...bot,
        can_join_groups: true,
        can_read_all_group_messages: false,
        supports_inline_queries: false,
        can_connect_to_business: false,
        has_main_web_app: false,
      }),
    async getUpdates(params, hungUp) {
      if (webhookUrl !== '') {
        return failed(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      const request = {
        offset: Number(params.offset ?? 0),
        limit: Math.min(100, Math.max(1, Number(params.limit ?? 100))),
        timeoutSeconds: Number(params.timeout ?? 0),
      };
      return succeeded(await queue.take(request, hungUp));
    },
    setWebhook,
    deleteWebhook: (params, hungUp) => setWebhook({ ...params, url: '' }, hungUp),
    getWebhookInfo: () =>
      succeeded({ url: webhookUrl, has_custom_certificate: false, pending_update_count: queue.pending }),
    sendMessage: (params) => {
      if (isEmpty(params.chat_id)) return failed(400, 'Bad Request: chat_id is empty');
      if (isEmpty(params.text)) return failed(400, 'Bad Request: message text is empty');
      return succeeded(message(params, { text: String(params.text) }));
    },
    sendPhoto: (params) => {
      if (isEmpty(params.chat_id)) return failed(400, 'Bad Request: chat_id is empty');
      if (isEmpty(params.photo)) return failed(400, 'Bad Request: there is no photo in the request');
      const photo = [{ file_id: 'photo', file_unique_id: 'photo', width: 90, height: 90 }];
      return succeeded(
        message(params, { photo, ...(!isEmpty(params.caption) && { caption: String(params.caption) }) }),
      );
    },
    editMessageText: (params) => {
      if (isEmpty(params.text)) return failed(400, 'Bad Request: message text is empty');
      if (!isEmpty(params.inline_message_id)) return succeeded(true);
      if (isEmpty(params.message_id)) return failed(400, 'Bad Request: message identifier is not specified');
      const chat: BotChat = describeChat(params.chat_id);
      const now = unixSeconds();
      return succeeded({
        message_id: Number(params.message_id),
        from: bot,
        chat,
        date: now,
        edit_date: now,
        text: String(params.text),
        ...replyMarkup(params),
      });
    },
    answerCallbackQuery: () => succeeded(true),
    setMyCommands: (params) => {
      commands = structured(params.commands);
      return succeeded(true);
    },
    getMyCommands: () => succeeded(commands),
  };
}

function replyMarkup(params: BotParameters): Record<string, unknown> {
  return isEmpty(params.reply_markup) ? {} : { reply_markup: structured(params.reply_markup) };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Form fields carry `true` as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
