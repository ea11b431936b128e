import type { ExemplarSource, SpanReference } from './exemplar-source.ts';
import type { MetricHost } from './metric-host.ts';
import { grown } from './stored-metric.ts';

const hexadecimal = /^[0-9a-f]+$/i;

/** Where a store keeps exemplars, the columns for them. */
export function exemplarsOf(host: MetricHost): ExemplarColumns | undefined {
  return host.exemplars === undefined ? undefined : new ExemplarColumns(host.exemplars, () => host.now());
}

/** A single record with the span that it happened in. */
export interface Exemplar extends SpanReference {
  readonly value: number;
  /** Wall seconds. */
  readonly seconds: number;
}

/** The latest exemplar of each place: of each bucket of a histogram, of each series of a counter. */
export class ExemplarColumns {
  readonly #source: ExemplarSource;
  readonly #now: () => number;
  readonly #spans: (SpanReference | undefined)[] = [];
  #values: Float64Array = new Float64Array(0);
  #seconds: Float64Array = new Float64Array(0);

  constructor(source: ExemplarSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** Keeps a record if it happened in a span. Never throws. */
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
    // It stands unescaped on pages: whatever a source calls an id must be one.
    if (!hexadecimal.test(traceId) || !hexadecimal.test(spanId)) return undefined;
    return { traceId, spanId, value: this.#values[place]!, seconds: this.#seconds[place]! };
  }

  /** Forgets those of `count` places. */
  clear(place: number, count: number): void {
    for (let i = place; i < place + count && i < this.#spans.length; i++) this.#spans[i] = undefined;
  }

  #makeRoom(place: number): void {
    const length = Math.max(place + 1, this.#values.length * 2, 16);
    this.#values = grown(this.#values, length);
    this.#seconds = grown(this.#seconds, length);
  }
}
