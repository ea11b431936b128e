import { expect, test } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import { ReadingBackend } from '../reading-backend.ts';

/** What a backend is told of seven records, five before it came and two after. */
async function told(
  temporality: 'cumulative' | 'delta',
  options: { started: boolean; from?: 'beginning' | 'now' | 'former' },
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

test('a late delta backend gets the records from now on, unless from says otherwise', async () => {
  expect(await told('delta', { started: true })).toEqual({ total: 2, offered: 2 });
  expect(await told('delta', { started: true, from: 'beginning' })).toEqual({ total: 7, offered: 7 });
});

test('what was recorded before the start is in what a backend reads first', async () => {
  expect(await told('delta', { started: false })).toEqual({ total: 7, offered: 7 });
});

test('a cumulative backend from now on has the totals, and is offered the records since', async () => {
  expect(await told('cumulative', { started: true, from: 'now' })).toEqual({ total: 7, offered: 2 });
});

/** Sends to a place of its own. */
class SendingBackend extends ReadingBackend {
  readonly #place: string;

  constructor(temporality: 'cumulative' | 'delta', place: string) {
    super({ temporality });
    this.#place = place;
  }

  protected override get destination(): string {
    return this.#place;
  }
}

/** What each backend in the same place delivers, where every one delivers the first two of three records made in its time. */
async function deliveredInTurn(temporality: 'cumulative' | 'delta', places: readonly string[]): Promise<unknown[]> {
  const multi = new MultiMetricsBackend();
  const counter = new Metrics(multi).counter('c');
  await multi.start();
  const totals: unknown[] = [];
  for (const [i, place] of places.entries()) {
    const backend = new SendingBackend(temporality, place);
    await multi.add(backend, i === 0 ? {} : { from: 'former' });
    counter.add(2);
    totals.push(backend.deliver('c')['']);
    counter.add(1);
    await multi.remove(backend.name);
    // While nobody is there.
    counter.add(1);
  }
  const { offered, delivered, pending } = multi.accounts().reading!;
  return [...totals, { offered, delivered, pending }];
}

test('a delta backend in the place of another goes on where that one stopped, wherever it sends to', async () => {
  const account = { offered: 8, delivered: 7, pending: 1 };
  expect(await deliveredInTurn('delta', ['a', 'a', 'a'])).toEqual([2, 4, 4, account]);
  expect(await deliveredInTurn('delta', ['a', 'b', 'a'])).toEqual([2, 4, 4, account]);
});

test('a cumulative backend in the place of another reads the whole aggregate', async () => {
  const account = { offered: 8, delivered: 7, pending: 1 };
  expect(await deliveredInTurn('cumulative', ['a', 'b', 'a'])).toEqual([2, 6, 10, account]);
});

test('a delta backend that wants other buckets than the one before it begins now', async () => {
  const multi = new MultiMetricsBackend();
  const histogram = new Metrics(multi).histogram('h');
  await multi.start();
  await multi.add(new ReadingBackend({ temporality: 'delta' }));
  histogram.record(1);
  await multi.remove('reading');
  class Exponential extends ReadingBackend {
    protected override get histograms(): 'exponential' {
      return 'exponential';
    }
  }
  const backend = new Exponential({ temporality: 'delta' });
  await multi.add(backend);
  histogram.record(1);
  expect(backend.account()).toMatchObject({ offered: 1, pending: 1 });
});
