import type { Outcome } from '@bot-metrics/core/delivery';
import type { CloudWatchSettings } from '../options.ts';
import type { Lines } from './lines.ts';

/** What is needed of a stream such as `process.stdout`. */
export interface LineOutput {
  /** @param written called when the text has left the process, or never will */
  write(text: string, written: (error?: Error | null) => void): unknown;
  /** Of a stream that also says by an event that a text could not be written. */
  once?(event: 'error', listener: (error: Error) => void): unknown;
  removeListener?(event: 'error', listener: (error: Error) => void): unknown;
}

/** What became of a text that was given to the stream. */
type Written = Error | undefined;

/**
 * Lines to standard output, or to a stream like it. What the stream has once been given it keeps until it is read: a text that
 * waits for its reader is never written again, and nothing else is written meanwhile, so that no more than one batch waits.
 */
export class LinesToOutput implements Lines {
  readonly destination: string;
  readonly #output: LineOutput;
  readonly #settings: CloudWatchSettings;
  #waiting: { readonly text: string; readonly written: Promise<Written> } | undefined;

  constructor(settings: CloudWatchSettings) {
    this.#settings = settings;
    this.#output = settings.output ?? process.stdout;
    this.destination = settings.output === undefined ? 'standard output' : 'the given output';
  }

  async send(lines: readonly string[]): Promise<Outcome> {
    const text = lines.join('');
    // In doubt is only a batch that the stream has; the next one comes after it.
    const written = this.#waiting?.text === text ? this.#waiting.written : this.#write(text);
    this.#waiting = { text, written };
    const outcome = await this.#inTime(written);
    if (outcome === 'late') {
      const reason = `nobody has read the last lines for ${this.#settings.timeoutSeconds} s`;
      return { delivered: false, reason, remedy: 'read the output, or look at the log driver', next: 'repeat' };
    }
    this.#waiting = undefined;
    if (outcome === undefined) return { delivered: true, ambiguous: false };
    return { delivered: false, reason: outcome.message, remedy: 'look at who reads the output', next: 'merge' };
  }

  close(): void {}

  #write(text: string): Promise<Written> {
    return new Promise((resolve) => {
      try {
        this.#output.write(text, (error) => {
          if (error) this.#expectEvent();
          resolve(error ?? undefined);
        });
      } catch (error) {
        resolve(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** The event comes right after the callback that has told of it, and would end a process in which nobody listens. */
  #expectEvent(): void {
    const heard = (): void => {};
    this.#output.once?.('error', heard);
    setImmediate(() => this.#output.removeListener?.('error', heard));
  }

  #inTime(written: Promise<Written>): Promise<Written | 'late'> {
    return new Promise((resolve) => {
      const cancel = this.#settings.scheduler.after(this.#settings.timeoutSeconds, () => resolve('late'));
      void written.then(resolve).finally(cancel);
    });
  }
}
