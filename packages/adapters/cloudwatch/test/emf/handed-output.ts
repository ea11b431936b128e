import type { LineOutput } from '../../src/emf/lines-to-output.ts';

/** A stream that keeps lines. Its reader can be slow, blocked or closed. */
export class HandedOutput implements LineOutput {
  readonly lines: string[] = [];
  state: 'open' | 'slow' | 'stuck' | 'closed' = 'open';
  #stuck: (() => void)[] = [];
  #waiting: (() => void)[] = [];

  write(text: string, written: (error?: Error | null) => void): void {
    const read = (): void => {
      this.lines.push(...text.split('\n').slice(0, -1));
      written();
    };
    switch (this.state) {
      case 'open':
        return void setImmediate(read);
      case 'slow':
        return void setTimeout(read, 20);
      case 'stuck':
        this.#stuck.push(read);
        for (const resolve of this.#waiting.splice(0)) resolve();
        return;
      case 'closed':
        return void setImmediate(written, new Error('EPIPE'));
    }
  }

  /** Number of texts that wait for the reader. */
  get waiting(): number {
    return this.#stuck.length;
  }

  /** Resolves when a text waits. */
  nextStuck(): Promise<void> {
    return this.#stuck.length > 0 ? Promise.resolve() : new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Reads waiting and future texts. */
  open(): void {
    this.state = 'open';
    for (const read of this.#stuck.splice(0)) read();
  }
}
