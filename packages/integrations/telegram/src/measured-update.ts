import type { CommandUpdate } from './command-name.ts';
import type { Tap } from './tap.ts';
import type { DatedUpdate } from './update-date.ts';

/** An update as far as it is looked at. */
export type Update = DatedUpdate & CommandUpdate;

/** Runs the middleware behind this one and measures how long it takes; its result and its error go on as they are. */
export async function measuredUpdate<C, R>(
  tap: Tap<C>,
  ctx: C,
  update: Update,
  next: () => Promise<R> | R,
): Promise<R> {
  if (tap.watch === undefined) return next();
  const { observer, handlerOf } = tap.watch;
  const ended = observer.updateStarted(update);
  const started = performance.now();
  const end = (outcome: 'ok' | 'error') =>
    ended({ outcome, durationSeconds: (performance.now() - started) / 1000, handler: handlerOf(ctx, update) });
  try {
    const result = await next();
    end('ok');
    return result;
  } catch (error) {
    end('error');
    throw error;
  }
}
