/**
 * The few globals that core needs, declared by hand: core compiles with `types: []`, so that it cannot use a global of Node
 * or of the browser by accident. Everything declared here exists in Node, Deno, Bun and browsers, unless it says otherwise.
 *
 * A declaration file is not published: in an application the globals have the application's types.
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

interface TextDecoder {
  decode(bytes: Uint8Array): string;
}

declare const AbortController: { new (): AbortController };
declare const TextEncoder: { new (): TextEncoder };
declare const TextDecoder: { new (): TextDecoder };
declare const performance: { now(): number };
declare const console: { info(message: string): void; warn(message: string): void; error(message: string): void };

/** An object in Node, a number in browsers. */
type TimerHandle = number | { unref?(): void };

declare function setTimeout(callback: () => void, milliseconds: number): TimerHandle;
declare function clearTimeout(handle: TimerHandle): void;

declare const URL: { canParse(url: string): boolean };
/** Absent in browsers. */
declare const setImmediate: ((callback: () => void) => unknown) | undefined;
