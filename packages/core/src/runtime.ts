/**
 * The few globals of every JavaScript runtime that core needs. Core compiles with `types: []`, so that nothing of
 * Node or of the browser slips in unseen; what is declared here exists in Node, Deno, Bun and browsers alike.
 */
declare global {
  interface AbortSignal {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
    removeEventListener(type: 'abort', listener: () => void): void;
  }
  interface AbortController {
    readonly signal: AbortSignal;
    abort(reason?: unknown): void;
  }
  var AbortController: { new (): AbortController };
  var performance: { now(): number };
  var console: { info(message: string): void; warn(message: string): void; error(message: string): void };
  function setTimeout(callback: () => void, milliseconds: number): TimerHandle;
  function clearTimeout(handle: TimerHandle): void;
  /** An object in Node, a number in browsers. */
  type TimerHandle = number | { unref?(): void };
}

export {};
