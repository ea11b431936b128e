import type { CommandUpdate } from './command-name.ts';
import type { Tap } from './tap.ts';
import type { DatedUpdate } from './update-date.ts';

/** The fields of an update that are read. */
export type Update = DatedUpdate & CommandUpdate;

/** Runs the downstream middleware and measures its duration. Results and errors pass through unchanged. */
export async function measuredUpdate<C, R>(
  tap: Tap<C>,
  ctx: C,
  update: Update,
  next: () => Promise<R> | R,
): Promise<R> {
  if (tap.watch === undefined) return next();
  const { observer, nameHandler } = tap.watch;
  const ended = observer.updateStarted(update);
  const started = performance.now();
  const end = (outcome: 'ok' | 'error') =>
    ended({ outcome, durationSeconds: (performance.now() - started) / 1000, handler: nameHandler(ctx, update) });
  try {
    const result = await next();
    end('ok');
    return result;
  } catch (error) {
    end('error');
    throw error;
  }
}
