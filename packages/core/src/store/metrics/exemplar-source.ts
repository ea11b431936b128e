/** What a record happened in: hexadecimal ids of W3C Trace Context, 32 and 16 digits. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

/** Tells the span that is active while something is recorded. Called for each record, so it must be quick. */
export interface ExemplarSource {
  /** `undefined` outside of a sampled span. */
  activeSpan(): SpanReference | undefined;
}
