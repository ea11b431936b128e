import type { LineOutput } from '../../src/emf/lines-to-output.ts';

/** A stream that keeps lines, unless its reader is slow, reads nothing, or is gone. */
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

  /** How many texts wait for a reader. */
  get waiting(): number {
    return this.#stuck.length;
  }

  /** Resolves when a text waits. */
  nextStuck(): Promise<void> {
    return this.#stuck.length > 0 ? Promise.resolve() : new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Reads what waits, and what will come. */
  open(): void {
    this.state = 'open';
    for (const read of this.#stuck.splice(0)) read();
  }
}
