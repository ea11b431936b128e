import type { MetricsCollectorService } from '@bot-metrics/core';
import type { Api, Bot, Context, Middleware, Transformer } from 'grammy';
import { commandName } from '../command-name.ts';
import { handlerLabel } from '../handler-label.ts';
import { TelegramObserver } from '../telegram-observer.ts';
import { isWebhookReply } from './webhook-reply.ts';

/** How handlers are named in `telegram.handler`. */
export interface GrammyOptions<C extends Context = Context> {
  /** Command names, without slash, that may become `telegram.handler`; any other command is `other`. @default [] */
  readonly commands?: readonly string[];
  /** Names the handler of an update after it ran; `undefined` leaves the name to `commands`. */
  readonly handler?: (ctx: C) => string | undefined;
  /** Names that `handler` may return; any other one is `other`. @default [] */
  readonly handlers?: readonly string[];
}

/** What the transformer and the middleware of a bot report to, as long as it is there. */
interface Tap {
  watch: { readonly observer: TelegramObserver; readonly handlerOf: (ctx: Context) => string | undefined } | undefined;
}

// Neither a transformer nor a middleware can be taken out of a bot again: they stay and pass everything through.
const taps = new WeakMap<object, Tap>();

/**
 * Measures the updates that a grammY bot handles and the Bot API requests that it makes.
 *
 * Call it directly after `new Bot()`: middleware that is registered before hides the updates that it handles, and
 * transformers that are installed before hide the attempts that they repeat. A bot that is already instrumented is left
 * as it is, and the function returned then does nothing. Throws what `bot.use` throws once the bot polls.
 */
export function instrumentGrammy<C extends Context, A extends Api>(
  bot: Bot<C, A>,
  collector: MetricsCollectorService,
  options: GrammyOptions<C> = {},
): () => void {
  const known = taps.get(bot);
  if (known?.watch !== undefined) return () => {};
  const tap: Tap = known ?? { watch: undefined };
  const watch = { observer: new TelegramObserver(collector), handlerOf: handlerNaming(options) };
  if (known === undefined) {
    bot.use(updateMiddleware(tap));
    bot.api.config.use(requestTransformer(tap));
    taps.set(bot, tap);
  }
  tap.watch = watch;
  return () => {
    if (tap.watch === watch) tap.watch = undefined;
  };
}

function updateMiddleware(tap: Tap): Middleware {
  return async (ctx, next) => {
    if (tap.watch === undefined) return next();
    const { observer, handlerOf } = tap.watch;
    const ended = observer.updateStarted(ctx.update);
    const started = performance.now();
    const end = (outcome: 'ok' | 'error') =>
      ended({ outcome, durationSeconds: (performance.now() - started) / 1000, handler: handlerOf(ctx) });
    try {
      await next();
    } catch (error) {
      end('error');
      throw error;
    }
    end('ok');
  };
}

function requestTransformer(tap: Tap): Transformer {
  return async (previous, method, payload, signal) => {
    if (tap.watch === undefined) return previous(method, payload, signal);
    const { observer } = tap.watch;
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    try {
      const answer = await previous(method, payload, signal);
      observer.requestAnswered(method, answer, durationSeconds(), isWebhookReply(method, answer));
      return answer;
    } catch (error) {
      observer.requestThrew(method, error, durationSeconds());
      throw error;
    }
  };
}

function handlerNaming<C extends Context>(options: GrammyOptions<C>): (ctx: Context) => string | undefined {
  const { handler } = options;
  const commands = new Set(options.commands);
  const handlers = new Set(options.handlers);
  return (ctx) => {
    try {
      // The contexts of a bot are of the class that the bot was made with.
      const name = handler?.(ctx as C);
      return name === undefined ? handlerLabel(commandName(ctx.update), commands) : handlerLabel(name, handlers);
    } catch {
      // The naming function is the user's: its fault costs the label and not the update.
      return undefined;
    }
  };
}
