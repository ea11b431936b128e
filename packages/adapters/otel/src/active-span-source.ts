import type { ExemplarSource } from '@bot-metrics/core';

/** The part of OpenTelemetry's `SpanContext` that is used. */
interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** The part of `trace`, an export of `@opentelemetry/api`, that is used. */
export interface ActiveSpans {
  getActiveSpan(): { spanContext(): SpanContext } | undefined;
}

/** The flag of a span that is recorded: W3C Trace Context, section 3.2.2.5. */
const SAMPLED = 1;

/**
 * Takes exemplars from the active OpenTelemetry span: pass `trace` of `@opentelemetry/api`. Spans that are not sampled provide no
 * exemplar, because nobody could look them up.
 */
export function activeSpanSource(trace: ActiveSpans): ExemplarSource {
  return {
    activeSpan() {
      const span = trace.getActiveSpan();
      if (span === undefined) return undefined;
      const context = span.spanContext();
      return (context.traceFlags & SAMPLED) === 0 ? undefined : context;
    },
  };
}
