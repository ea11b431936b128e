import type { BotApiAnswer } from './telegram-observer.ts';

/** The answer behind the error of a framework that throws what the Bot API refuses; absent for any other error. */
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
