import { Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { context, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { activeSpanSource } from '../src/index.ts';

const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

/** Runs a task in a span. */
function within<T>(traceFlags: TraceFlags, task: () => T): T {
  return context.with(trace.setSpan(context.active(), trace.wrapSpanContext({ ...ids, traceFlags })), task);
}

const source = activeSpanSource(trace);

it('returns the ids of the active span', () => {
  expect(within(TraceFlags.SAMPLED, () => source.activeSpan())).toMatchObject(ids);
});

it('returns nothing for a span that is not sampled, or outside of a span', () => {
  expect(within(TraceFlags.NONE, () => source.activeSpan())).toBeUndefined();
  expect(source.activeSpan()).toBeUndefined();
});

it('adds the exemplar to a record, even after an await', async () => {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics(), exemplars: source });
  const sizes = new Metrics(store).histogram('sizes', { buckets: [1] });
  await within(TraceFlags.SAMPLED, async () => {
    await Promise.resolve();
    sizes.record(5);
  });
  sizes.record(6);
  const [metric] = store.metrics;
  if (metric?.kind !== 'histogram') throw new Error('no histogram');
  expect(metric.exemplars?.at(1)).toMatchObject({ ...ids, value: 5 });
});
