import type { Api } from 'node-telegram-bot-api';
import { requestMethod } from '../request-method.ts';
import type { Tap } from '../tap.ts';
import type { BotApiAnswer, TelegramObserver } from '../telegram-observer.ts';

/** The part of `Api` that every request attempt passes through. Its type declarations mark it private. */
interface WithTransport {
  readonly transport: { fetchImpl: typeof fetch };
}

/** Wraps the `fetch` of one client. Any layer above it sees only the last attempt of a retried request. */
export function measureFetch<C>(api: Api, tap: Tap<C>): void {
  const { transport } = api as unknown as WithTransport;
  const original = transport.fetchImpl;
  transport.fetchImpl = async (input, init) => {
    if (tap.watch === undefined) return original(input, init);
    const { observer } = tap.watch;
    const method = requestMethod(input instanceof Request ? input.url : String(input));
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    try {
      const response = await original(input, init);
      if (response.ok) observer.requestAnswered(method, { ok: true }, durationSeconds());
      else void reportRefusal(observer, method, response.clone(), durationSeconds());
      return response;
    } catch (error) {
      observer.requestThrew(method, error, durationSeconds());
      throw error;
    }
  };
}

/** Parses a copy of the refused response; the client does not wait for it. */
async function reportRefusal(
  observer: TelegramObserver,
  method: string,
  copy: Response,
  seconds: number,
): Promise<void> {
  const bare: BotApiAnswer = { ok: false, error_code: copy.status };
  const answer = await copy.json().then(
    (body) => ({ ...bare, ...(body as BotApiAnswer) }),
    () => bare,
  );
  observer.requestAnswered(method, answer, seconds);
}
