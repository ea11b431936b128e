import { type CommandUpdate, commandName } from './command-name.ts';
import { handlerLabel } from './handler-label.ts';

/** How handlers are named in `telegram.handler`. `C` is the framework's context. */
export interface HandlerOptions<C> {
  /** Command names, without slash, that may become `telegram.handler`; any other command is `other`. @default [] */
  readonly commands?: readonly string[];
  /** Names the handler of an update after it ran; `undefined` leaves the name to `commands`. */
  readonly handler?: (ctx: C) => string | undefined;
  /** Names that `handler` may return; any other one is `other`. @default [] */
  readonly handlers?: readonly string[];
}

/** Names the handler of an update, once it has run. Never throws. */
export type HandlerNaming<C> = (ctx: C, update: CommandUpdate) => string | undefined;

export function handlerNaming<C>(options: HandlerOptions<C>): HandlerNaming<C> {
  const { handler } = options;
  const commands = new Set(options.commands);
  const handlers = new Set(options.handlers);
  return (ctx, update) => {
    try {
      const name = handler?.(ctx);
      return name === undefined ? handlerLabel(commandName(update), commands) : handlerLabel(name, handlers);
    } catch {
      // The naming function is the user's: its fault costs the label and not the update.
      return undefined;
    }
  };
}
