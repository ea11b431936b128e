/**
 * The few globals that core needs, declared by hand: core compiles with `types: []`, so that it cannot use a global of Node
 * or of the browser by accident. Everything declared here exists in Node, Deno, Bun and browsers.
 *
 * A declaration file is not published: in an application the globals have the application's types.
 */

interface AbortSignal {
  readonly aborted: boolean;
}

interface AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

declare const AbortController: { new (): AbortController };
declare const performance: { now(): number };
declare const console: { info(message: string): void; warn(message: string): void; error(message: string): void };

/** An object in Node, a number in browsers. */
type TimerHandle = number | { unref?(): void };

declare function setTimeout(callback: () => void, milliseconds: number): TimerHandle;
declare function clearTimeout(handle: TimerHandle): void;
