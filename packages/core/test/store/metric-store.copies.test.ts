import { expect, test, vi } from 'vitest';
import * as core from '../../src/index.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { ReadingBackend } from '../reading-backend.ts';
import { RecordedCalls } from '../recorded-calls.ts';
import { seriesOf } from '../series-of.ts';

const diagnostics = new KeptDiagnostics();

/** Core once more, as a dependency may bring it along. */
async function anotherCopy(): Promise<typeof core> {
  vi.resetModules();
  const copy = await import('../../src/index.ts');
  expect(copy.Metrics).not.toBe(core.Metrics);
  return copy;
}

test('a facade of another copy of this package records into the store of a fan-out', async () => {
  const copy = await anotherCopy();
  const fanOut = new core.MultiMetricsBackend([], { diagnostics });
  const theirs = new copy.Metrics(fanOut);
  theirs.counter('sent', { labels: ['kind'] }).add(2, { kind: 'a' });
  theirs.gauge('depth').set(3);
  theirs.histogram('sizes').record(4);
  new core.Metrics(fanOut).counter('sent', { labels: ['kind'] }).add(1, { kind: 'a' });
  expect(seriesOf(fanOut.store, 'sent')).toEqual({ 'kind=a': 3 });
  expect(seriesOf(fanOut.store, 'depth')).toEqual({ '': 3 });
  expect(seriesOf(fanOut.store, 'sizes')).toEqual({ '': 4 });
});

test('a backend of this copy reads the store of another, and a service takes a facade of another', async () => {
  const copy = await anotherCopy();
  const backend = new ReadingBackend({ diagnostics });
  const fanOut = new copy.MultiMetricsBackend([backend], { diagnostics });
  const collector = new core.MetricsCollectorService(new copy.Metrics(fanOut), { naming: 'classic' });
  collector.recordDatabaseQuery({ operation: 'select', status: 'success', duration: 1 });
  expect(backend.deliver('database_queries_total')).toEqual({ 'operation=select,status=success': 1 });
  expect(fanOut.accounts()).toMatchObject({ reading: { offered: 2, delivered: 2, pending: 0 } });
});

test('a recorder with three methods gets a store in front of it', () => {
  const mock = new RecordedCalls();
  new core.Metrics(mock).counter('sent').add(2);
  expect(mock.calls).toEqual([['recordCounter', 'sent', 2, {}]]);
});
