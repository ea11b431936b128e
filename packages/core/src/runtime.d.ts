/**
 * The few globals of every JavaScript runtime that core needs. Core compiles with `types: []`, so that nothing of Node or
 * of the browser slips in unseen; what is declared here exists in Node, Deno, Bun and browsers alike.
 *
 * As a declaration file it stays out of the package: there the globals have the types of whoever uses it.
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

declare const URL: { canParse(url: string): boolean };
