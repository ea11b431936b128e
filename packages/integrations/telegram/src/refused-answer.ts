import type { BotApiAnswer } from './telegram-observer.ts';

/** The Bot API answer behind a framework's error; `undefined` for errors that carry none. */
export function refusedAnswer(errorCode: unknown, description: unknown, parameters: unknown): BotApiAnswer | undefined {
  if (typeof errorCode !== 'number' || typeof description !== 'string') return undefined;
  const retryAfter = (parameters as { readonly retry_after?: unknown } | null | undefined)?.retry_after;
  return {
    ok: false,
    error_code: errorCode,
    description,
    ...(typeof retryAfter === 'number' ? { parameters: { retry_after: retryAfter } } : {}),
  };
}
