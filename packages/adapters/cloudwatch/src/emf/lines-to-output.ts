import type { Outcome } from '@bot-metrics/core/delivery';
import type { CloudWatchSettings } from '../options.ts';
import type { Lines } from './lines.ts';

/** The part of a stream such as `process.stdout` that is used. */
export interface LineOutput {
  /** @param written called when the text has left the process, or never will */
  write(text: string, written: (error?: Error | null) => void): unknown;
  /** For a stream that also reports a failed write by an event. */
  once?(event: 'error', listener: (error: Error) => void): unknown;
  removeListener?(event: 'error', listener: (error: Error) => void): unknown;
}

/** Why a text was not written; `undefined` if it was. */
type WriteResult = Error | undefined;

/**
 * Writes lines to standard output, or to a stream like it. A stream keeps what it was given until somebody reads it. So a text
 * that waits for its reader is never written again, and nothing else is written meanwhile: at most one batch waits.
 */
export class LinesToOutput implements Lines {
  readonly destination: string;
  readonly #output: LineOutput;
  readonly #timeoutSeconds: number;
  #waiting: { readonly text: string; readonly written: Promise<WriteResult> } | undefined;

  constructor({ output, timeoutSeconds }: CloudWatchSettings) {
    this.#output = output ?? process.stdout;
    this.#timeoutSeconds = timeoutSeconds;
    this.destination = output === undefined ? 'standard output' : 'the given output';
  }

  async send(lines: readonly string[], signal: AbortSignal): Promise<Outcome> {
    const text = lines.join('');
    // Only a batch that the stream has is in doubt, and it is the next one to be sent.
    const written = this.#waiting?.text === text ? this.#waiting.written : this.#write(text);
    this.#waiting = { text, written };
    const result = await Promise.race([written, whenAborted(signal)]);
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

  /** The stream emits `error` right after the callback, which would end a process without a listener. */
  #ignoreErrorEvent(): void {
    const ignore = (): void => {};
    this.#output.once?.('error', ignore);
    setImmediate(() => this.#output.removeListener?.('error', ignore));
  }
}

function whenAborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
