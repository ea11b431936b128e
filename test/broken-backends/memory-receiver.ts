import { type Reading, ReceivedSeries } from '@bot-metrics/testing/conformance';

/** A change of one series. */
export interface Change {
  readonly kind: 'sum' | 'gauge' | 'histogram';
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The increase of a sum, the value of a gauge, or the sum of the observations. */
  readonly value: number;
  /** Number of observations. */
  readonly count: number;
}

type Mood = 'well' | 'down' | 'slow' | 'hanging';

/** A receiver in the same process that adds up changes and fails on demand. */
export class MemoryReceiver {
  #mood: Mood = 'well';
  readonly #received = new ReceivedSeries();
  #onRequest: () => void = () => {};

  become(mood: Mood): void {
    this.#mood = mood;
  }

  /** Rejects while it is down. */
  async take(changes: readonly Change[]): Promise<void> {
    await Promise.resolve();
    this.#onRequest();
    if (this.#mood === 'down') throw new Error('connection refused');
    if (this.#mood === 'hanging') await new Promise(() => {});
    if (this.#mood === 'slow') await new Promise((resolve) => setImmediate(resolve));
    for (const { kind, name, labels, value, count } of changes) {
      if (kind === 'sum') this.#received.add(name, labels, value);
      else if (kind === 'gauge') this.#received.set(name, labels, value);
      else this.#received.observe(name, labels, value, count);
    }
  }

  /** Resolves with the next request. */
  nextRequest(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRequest = resolve;
    });
  }

  reading(): Reading {
    return this.#received.reading();
  }
}
