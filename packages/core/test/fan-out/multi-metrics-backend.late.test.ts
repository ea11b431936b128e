import { expect, test } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import { ReadingBackend } from '../reading-backend.ts';

/** What a backend is told of seven records, five before it came and two after. */
async function told(
  temporality: 'cumulative' | 'delta',
  options: { started: boolean; from?: 'beginning' | 'now' },
): Promise<{ total: number | undefined; offered: number }> {
  const multi = new MultiMetricsBackend();
  const counter = new Metrics(multi).counter('c');
  if (options.started) await multi.start();
  for (let i = 0; i < 5; i++) counter.add(1);
  const reading = new ReadingBackend({ temporality });
  await multi.add(reading, options.from === undefined ? {} : { from: options.from });
  for (let i = 0; i < 2; i++) counter.add(1);
  return { total: reading.deliver('c')[''], offered: reading.account().offered };
}

test('a late cumulative backend reads the whole aggregate', async () => {
  expect(await told('cumulative', { started: true })).toEqual({ total: 7, offered: 7 });
});

test('a late delta backend gets the records from now on, unless it is told otherwise', async () => {
  expect(await told('delta', { started: true })).toEqual({ total: 2, offered: 2 });
  expect(await told('delta', { started: true, from: 'beginning' })).toEqual({ total: 7, offered: 7 });
});

test('what was recorded before the start is in what a backend reads first', async () => {
  expect(await told('delta', { started: false })).toEqual({ total: 7, offered: 7 });
});

test('a cumulative backend from now on has the totals, and is offered the records since', async () => {
  expect(await told('cumulative', { started: true, from: 'now' })).toEqual({ total: 7, offered: 2 });
});
