import type { Api } from 'node-telegram-bot-api';
import type { Tap } from '../tap.ts';
import type { BotApiAnswer, TelegramObserver } from '../telegram-observer.ts';

/** The inside of `Api` that each attempt of a request goes through. Its declarations call it private. */
interface WithTransport {
  readonly transport: { fetchImpl: typeof fetch };
}

/** Wraps the `fetch` of one client: above it only the last attempt of a request that is repeated shows. */
export function measureFetch<C>(api: Api, tap: Tap<C>): void {
  const { transport } = api as unknown as WithTransport;
  const original = transport.fetchImpl;
  transport.fetchImpl = async (input, init) => {
    if (tap.watch === undefined) return original(input, init);
    const { observer } = tap.watch;
    const method = methodOf(input);
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    try {
      const response = await original(input, init);
      if (response.ok) observer.requestAnswered(method, { ok: true }, durationSeconds());
      else void tellRefusal(observer, method, response.clone(), durationSeconds());
      return response;
    } catch (error) {
      observer.requestThrew(method, error, durationSeconds());
      throw error;
    }
  };
}

/** Reads the reason beside the client, which does not wait for it. */
async function tellRefusal(observer: TelegramObserver, method: string, copy: Response, seconds: number): Promise<void> {
  const bare: BotApiAnswer = { ok: false, error_code: copy.status };
  const answer = await copy.json().then(
    (body) => ({ ...bare, ...(body as BotApiAnswer) }),
    () => bare,
  );
  observer.requestAnswered(method, answer, seconds);
}

/** The last part of the path. The part before holds the token. */
function methodOf(input: Parameters<typeof fetch>[0]): string {
  const url = input instanceof Request ? input.url : String(input);
  return /\/(\w+)(?:\?.*)?$/.exec(url)?.[1] ?? 'other';
}
