/**
 * The few globals of JavaScript runtimes that core needs. Core compiles with `types: []`, so that no API of Node or of the
 * browser slips in unnoticed. Everything declared here exists in Node, Deno, Bun and browsers, unless it says otherwise.
 *
 * A declaration file is not part of the package: there the globals have the types of the application's runtime.
 */

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

interface TextEncoder {
  encode(text: string): Uint8Array;
}

declare const AbortController: { new (): AbortController };
declare const TextEncoder: { new (): TextEncoder };
declare const performance: { now(): number };
declare const console: { info(message: string): void; warn(message: string): void; error(message: string): void };

/** An object in Node, a number in browsers. */
type TimerHandle = number | { unref?(): void };

declare function setTimeout(callback: () => void, milliseconds: number): TimerHandle;
declare function clearTimeout(handle: TimerHandle): void;

declare const URL: { canParse(url: string): boolean };
/** Absent in browsers. */
declare const setImmediate: ((callback: () => void) => unknown) | undefined;
