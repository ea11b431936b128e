import type { Guard } from '@bot-metrics/core';
import { type CommandUpdate, commandName } from './command-name.ts';

/** How `telegram.handler` is chosen. `C` is the framework's context. */
export interface HandlerOptions<C> {
  /**
   * Command names, without slash, that may appear as `telegram.handler`; every other command becomes `other`.
   * @default []
   */
  readonly commands?: readonly string[];
  /** Names the handler of an update after it ran; `undefined` falls back to `commands`. */
  readonly handler?: (ctx: C) => string | undefined;
  /** Names that `handler` may return; every other name becomes `other`. @default [] */
  readonly handlers?: readonly string[];
}

/** Names the handler of an update after it ran. Never throws. */
export type HandlerNaming<C> = (ctx: C, update: CommandUpdate) => string | undefined;

export function handlerNaming<C>(options: HandlerOptions<C>, guarded: Guard): HandlerNaming<C> {
  const { handler } = options;
  const commands = new Set(options.commands);
  const handlers = new Set(options.handlers);
  return (ctx, update) => {
    let label: string | undefined;
    // If the application's naming function fails, the label is lost, not the measurement.
    guarded(() => {
      const name = handler?.(ctx);
      label = name === undefined ? handlerLabel(commandName(update), commands) : handlerLabel(name, handlers);
    });
    return label;
  };
}

/**
 * `name` if it is on the allow-list, else `other`; `undefined` stays `undefined`. Keeps the label bounded whatever
 * users type.
 */
function handlerLabel(name: string | undefined, allowed: ReadonlySet<string>): string | undefined {
  if (name === undefined) return undefined;
  return allowed.has(name) ? name : 'other';
}
