import { enlarge } from './column-pool.ts';

/** A span by the ids of W3C Trace Context, in hexadecimal: 32 digits for the trace, 16 for the span. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

/** Returns the active span. */
export interface ExemplarSource {
  /** The sampled span that is active now, `undefined` if there is none. Called for each record, so it must be fast. */
  activeSpan(): SpanReference | undefined;
}

/** A single record with the span that was active when it was made. */
export interface Exemplar extends SpanReference {
  readonly value: number;
  /** Wall seconds. */
  readonly seconds: number;
}

const hexadecimal = /^[0-9a-f]+$/i;

/** The latest exemplar of each place: of each bucket of a histogram, of each series of a counter. */
export class ExemplarColumns {
  readonly #source: ExemplarSource;
  readonly #now: () => number;
  readonly #spans: (SpanReference | undefined)[] = [];
  #values: Float64Array = new Float64Array(0);
  #seconds: Float64Array = new Float64Array(0);

  /** @param now wall seconds */
  constructor(source: ExemplarSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** Keeps a record if a span is active. Never throws. */
  take(place: number, value: number): void {
    let span: SpanReference | undefined;
    try {
      span = this.#source.activeSpan();
    } catch {
      return;
    }
    if (span === undefined) return;
    if (place >= this.#values.length) this.#makeRoom(place);
    this.#spans[place] = span;
    this.#values[place] = value;
    this.#seconds[place] = this.#now();
  }

  at(place: number): Exemplar | undefined {
    const span = this.#spans[place];
    if (span === undefined) return undefined;
    const { traceId, spanId } = span;
    // Pages contain the ids unescaped, so anything else than an id is refused.
    if (!hexadecimal.test(traceId) || !hexadecimal.test(spanId)) return undefined;
    return { traceId, spanId, value: this.#values[place]!, seconds: this.#seconds[place]! };
  }

  /** Forgets the exemplars of `count` places. */
  clear(place: number, count: number): void {
    for (let i = place; i < place + count && i < this.#spans.length; i++) this.#spans[i] = undefined;
  }

  #makeRoom(place: number): void {
    const length = Math.max(place + 1, this.#values.length * 2, 16);
    this.#values = enlarge(this.#values, length);
    this.#seconds = enlarge(this.#seconds, length);
  }
}
