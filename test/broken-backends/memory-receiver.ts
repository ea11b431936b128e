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

type Mood = 'well' | 'down' | 'slow' | 'hanging' | 'lying' | 'lying endlessly' | 'pausing';

/** What the receiver answers when it has stored the changes. */
export const TAKEN = 'taken';
const YEAR_SECONDS = 31_536_000;

/** The receiver wants no request for so many seconds. */
export class PauseRequest extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`come back in ${seconds} s`);
    this.seconds = seconds;
  }
}

/** A receiver in the same process that adds up changes and fails on demand. */
export class MemoryReceiver {
  #mood: Mood = 'well';
  readonly #received = new ReceivedSeries();
  #onRequest: () => void = () => {};

  become(mood: Mood): void {
    this.#mood = mood;
  }

  /** Answers in parts. Rejects while it is down or wants a pause. */
  async *take(changes: readonly Change[]): AsyncGenerator<string> {
    await Promise.resolve();
    this.#onRequest();
    if (this.#mood === 'down') throw new Error('connection refused');
    if (this.#mood === 'pausing') throw new PauseRequest(YEAR_SECONDS);
    if (this.#mood === 'hanging') await new Promise(() => {});
    if (this.#mood === 'slow') await nextTurn();
    if (this.#mood === 'lying') yield '<title>Sign in</title>';
    else if (this.#mood === 'lying endlessly') {
      while (this.#mood === 'lying endlessly') {
        await nextTurn();
        yield TAKEN;
      }
    } else {
      this.#store(changes);
      yield TAKEN;
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

  #store(changes: readonly Change[]): void {
    for (const { kind, name, labels, value, count } of changes) {
      if (kind === 'sum') this.#received.add(name, labels, value);
      else if (kind === 'gauge') this.#received.set(name, labels, value);
      else this.#received.observe(name, labels, value, count);
    }
  }
}

/** Reads an answer, and rejects if it has more parts than `maxParts`. */
export async function readAnswer(parts: AsyncIterable<string>, maxParts: number): Promise<string> {
  let answer = '';
  let count = 0;
  for await (const part of parts) {
    answer += part;
    count += 1;
    if (count > maxParts) throw new Error('the answer does not end');
  }
  return answer;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
