import type { Outcome } from '@bot-metrics/core/delivery';
import type { Lines } from '../route.ts';

/** The part of a stream such as `process.stdout` that is used. */
export interface LineOutput {
  /** @param written called when the text has left the process, or if it never will */
  write(text: string, written: (error?: Error | null) => void): unknown;
  /** For a stream that also emits an event for a failed write. */
  once?(event: 'error', listener: (error: Error) => void): unknown;
  removeListener?(event: 'error', listener: (error: Error) => void): unknown;
}

/** Why a text was not written; `undefined` if it was. */
type WriteResult = Error | undefined;

/**
 * Writes lines to standard output, or to a similar stream. A stream keeps a text until somebody reads it. So a text that waits for its
 * reader is never written again, and nothing else is written meanwhile: at most one batch waits.
 */
export class OutputLines implements Lines {
  readonly destination: string;
  readonly #output: LineOutput;
  readonly #timeoutSeconds: number;
  #waiting: { readonly text: string; readonly written: Promise<WriteResult> } | undefined;

  constructor(output: LineOutput | undefined, timeoutSeconds: number) {
    this.#output = output ?? process.stdout;
    this.#timeoutSeconds = timeoutSeconds;
    this.destination = output === undefined ? 'standard output' : 'the given output';
  }

  async send(lines: readonly string[], signal: AbortSignal): Promise<Outcome> {
    const text = lines.join('');
    // The only batch in doubt is the one in the stream, and it is the next one to be sent.
    const written = this.#waiting?.text === text ? this.#waiting.written : this.#write(text);
    this.#waiting = { text, written };
    const result = await Promise.race([written, waitForAbort(signal)]);
    if (result === 'aborted') {
      const reason = `nobody has read the last lines for ${this.#timeoutSeconds} s`;
      return { delivered: false, reason, remedy: 'read the output, or check the log driver', retry: 'resend' };
    }
    this.#waiting = undefined;
    if (result === undefined) return { delivered: true };
    const remedy = 'check the process that reads the output';
    return { delivered: false, reason: result.message, remedy, retry: 'next-export' };
  }

  close(): void {}

  #write(text: string): Promise<WriteResult> {
    return new Promise((resolve) => {
      try {
        this.#output.write(text, (error) => {
          if (error) this.#ignoreErrorEvent();
          resolve(error ?? undefined);
        });
      } catch (error) {
        resolve(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** The stream emits `error` right after the callback. Without a listener, this would end the process. */
  #ignoreErrorEvent(): void {
    const ignore = (): void => {};
    this.#output.once?.('error', ignore);
    setImmediate(() => this.#output.removeListener?.('error', ignore));
  }
}

function waitForAbort(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
