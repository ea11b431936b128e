import type { Api, ApiClientOptions } from 'grammy';
import { requestMethod } from '../request-method.ts';
import type { Tap } from '../tap.ts';
import type { BotApiAnswer } from '../telegram-observer.ts';

/** The part of `fetch` that grammY uses: it reads every response with `json`. */
type Fetch = (url: unknown, init?: unknown) => Promise<{ json: () => Promise<unknown> }>;

/**
 * The options of `api` with a `fetch` that measures. Plugins, such as conversations, make clients of their own from the token and the
 * options of `ctx.api`, without its transformers.
 */
export function measuredOptions<C>(api: Api, tap: Tap<C>): ApiClientOptions | undefined {
  const original = (api.options?.fetch as Fetch | undefined) ?? findDefaultFetch(api);
  if (original === undefined) return api.options;
  const measured: Fetch = async (url, init) => {
    if (tap.watch === undefined) return original(url, init);
    const { observer } = tap.watch;
    const method = requestMethod(String(url));
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    const failed = (error: unknown): never => {
      observer.requestThrew(method, error, durationSeconds());
      throw error;
    };
    const response = await original(url, init).catch(failed);
    const json = response.json.bind(response);
    response.json = async () => {
      const answer = await json().catch(failed);
      observer.requestAnswered(method, answer as BotApiAnswer, durationSeconds());
      return answer;
    };
    return response;
  };
  return { ...api.options, fetch: measured as unknown as NonNullable<ApiClientOptions['fetch']> };
}

/** Replaces the options that clients made from `api` get. `api` itself has read its options already. */
export function setOptions(api: Api, options: ApiClientOptions | undefined): void {
  (api as { options: ApiClientOptions | undefined }).options = options;
}

/**
 * grammY does not export its `fetch`, which need not be the global one. A client calls `buildUrl` on its completed options, so a
 * client that sends nothing gives it away.
 */
function findDefaultFetch(api: Api): Fetch | undefined {
  let found: Fetch | undefined;
  const buildUrl = function (this: { readonly fetch?: Fetch } | undefined): string {
    found = this?.fetch;
    return 'about:blank';
  };
  const Client = api.constructor as new (token: string, options: ApiClientOptions) => Api;
  new Client('0:none', { buildUrl }).getMe().catch(() => {
    // A request to `about:blank` always fails.
  });
  return found;
}
