import type { Telegram } from 'telegraf';
import { refusedAnswer } from '../refused-answer.ts';
import type { Tap } from '../tap.ts';

/** A Telegraf client, including a member that the type declarations mark private. */
interface Client {
  callApi(method: string, payload: unknown, options: unknown): Promise<unknown>;
  /** The webhook response; a client created for an update may reply through it. */
  readonly response?: { readonly writableEnded: boolean };
}

const measured = new WeakSet<Telegram>();

/** Wraps `callApi` of one client; all its methods go through it. */
export function measureCalls<C>(telegram: Telegram, tap: Tap<C>): void {
  if (measured.has(telegram)) return;
  measured.add(telegram);
  const client = telegram as unknown as Client;
  const original = client.callApi;
  client.callApi = async (method, payload, options) => {
    if (tap.watch === undefined) return original.call(client, method, payload, options);
    const { observer } = tap.watch;
    const wasOpen = hasOpenResponse(client);
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    try {
      const call = original.call(client, method, payload, options);
      // Telegraf ends the response before its first await, so no other call can have done it.
      const webhookReply = wasOpen && !hasOpenResponse(client);
      const result = await call;
      observer.requestAnswered(method, { ok: true }, durationSeconds(), webhookReply);
      return result;
    } catch (error) {
      observer.requestThrew(method, error, durationSeconds(), readRefusal(error));
      throw error;
    }
  };
}

function hasOpenResponse({ response }: Client): boolean {
  return response?.writableEnded === false;
}

/** A `TelegramError` carries the Bot API answer; network errors do not. */
function readRefusal(error: unknown) {
  const { response } = (error ?? {}) as { readonly response?: Readonly<Record<string, unknown>> };
  return refusedAnswer(response?.error_code, response?.description, response?.parameters);
}
