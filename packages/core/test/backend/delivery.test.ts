import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Delivery } from '../../src/backend/delivery.ts';
import type { ExportFailure, Outcome } from '../../src/backend/outcome.ts';
import { seriesOf } from '../../src/backend/series-of.ts';
import { Metrics } from '../../src/metrics.ts';
import type { Account } from '../../src/snapshot/account.ts';
import { hasSeries, type SeriesRange } from '../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import type { StoreReader } from '../../src/store/reading/store-reader.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';

type Temporality = 'cumulative' | 'delta';
/** A status, or no answer: with the request stored, lost on its way, or never sent. */
type Reply = number | 'stored' | 'lost' | 'unsent';

interface Point {
  readonly key: string;
  readonly value: number;
  readonly isDelta: boolean;
}

type Request = readonly Point[];

/** A receiver without a network, which stores numbers and adds deltas up. */
class Receiver {
  readonly stored = new Map<string, number>();
  /** Points of each request. */
  readonly sizes: number[] = [];
  /** What the next requests are answered; 200 where there is none left. */
  replies: Reply[] = [];
  /** More points than these are answered with 413. */
  mostPoints = Number.POSITIVE_INFINITY;
  #inDoubt: Request | undefined;

  async send(request: Request): Promise<Outcome> {
    this.sizes.push(request.length);
    // Stored once, as the reader of an account takes it; and what was taken is not refused later.
    const isRepeated = this.#inDoubt === request;
    const next = request.length > this.mostPoints ? 413 : (this.replies.shift() ?? 200);
    const reply = isRepeated && typeof next === 'number' && next < 500 ? 200 : next;
    if (reply === 200 || reply === 'stored') {
      for (const { key, value, isDelta } of isRepeated ? [] : request) {
        this.stored.set(key, value + (isDelta ? (this.stored.get(key) ?? 0) : 0));
      }
    }
    if (reply === 'stored') this.#inDoubt = request;
    else if (reply === 200) this.#inDoubt = undefined;
    return outcomeOf(reply);
  }

  get total(): number {
    return [...this.stored.values()].reduce((sum, value) => sum + value, 0);
  }
}

/** As a receiver that is busy with 429 and 503, and refuses for good with everything else. */
function outcomeOf(reply: Reply): Outcome {
  const failure = { delivered: false, reason: String(reply), remedy: 'wait' } as const;
  switch (reply) {
    case 200:
      return { delivered: true };
    case 'stored':
    case 'lost':
      return { ...failure, retry: 'resend' };
    case 'unsent':
      return { ...failure, retry: 'next-export' };
    default:
      return { ...failure, status: reply, retry: reply === 429 || reply === 503 ? 'next-export' : 'never' };
  }
}

function pointsOf(ranges: readonly SeriesRange[]): Request {
  return ranges.flatMap(({ family, from, to }) => {
    const values = family.kind === 'histogram' ? family.counts : family.values;
    const slots = Array.from({ length: to - from }, (_, i) => from + i);
    return slots
      .filter((slot) => hasSeries(family, slot, family.temporality))
      .map((slot) => ({
        key: `${family.metric.definition.name}[${slot}]`,
        value: values[slot]!,
        isDelta: family.temporality === 'delta',
      }));
  });
}

/** What the figures of an account do not explain; 0 for one that holds. */
function unexplained({ offered, delivered, pending, dropped }: Account): number {
  return offered - delivered - pending - Object.values(dropped).reduce((sum, records) => sum + records, 0);
}

interface SenderOptions {
  readonly maxWeight?: number;
  /** Points that fit into a request. */
  readonly fitting?: number;
  /** Whether numbers and distributions have requests of their own. */
  readonly apart?: boolean;
}

/** A store whose records each add one to a total or to a number of observations, and its delivery to a receiver. */
class Sender {
  readonly receiver = new Receiver();
  readonly reader: StoreReader;
  /** Kinds of metrics in each request that was made. */
  readonly kinds: string[][] = [];
  readonly #delivery: Delivery<Request>;
  readonly #store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  readonly #metrics = new Metrics(this.#store);
  readonly #counter = this.#metrics.counter('requests', { labels: ['i'] });
  readonly #histogram = this.#metrics.histogram('sizes', { labels: ['i'], buckets: [1] });

  constructor(temporality: Temporality, { maxWeight = 4, fitting = Infinity, apart = false }: SenderOptions = {}) {
    this.reader = this.#store.openReader({ name: 'reader', temporality });
    this.#delivery = new Delivery<Request>({
      temporality,
      maxWeight,
      weightOf: () => 1,
      encode: async (_snapshot, { ranges }) => {
        this.kinds.push(ranges.map(({ family }) => family.kind));
        return pointsOf(ranges);
      },
      fits: ({ length }) => length <= fitting,
      send: (request) => this.receiver.send(request),
      drop: (_snapshot, _point, error) => {
        throw error;
      },
      groupsOf: (families) =>
        apart ? ['sum', 'histogram'].map((kind) => families.filter((family) => family.kind === kind)) : [families],
    });
  }

  record(series: readonly number[]): void {
    for (const i of series) {
      if (i % 2 === 0) this.#counter.add(1, { i });
      else this.#histogram.record(1, { i });
    }
  }

  async export(...replies: Reply[]): Promise<ExportFailure<Request> | undefined> {
    this.receiver.replies = replies;
    return (await this.#delivery.resendHeld()) ?? (await this.#delivery.deliver(this.reader.snapshot()));
  }
}

const evens = (count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i);

for (const temporality of ['cumulative', 'delta'] as const) {
  test(`whatever the batches are answered, no ${temporality} record is lost or doubled`, async () => {
    const reply = fc.oneof(
      { weight: 4, arbitrary: fc.constant<Reply>(200) },
      fc.constantFrom<Reply>(400, 401, 413, 503, 'stored', 'lost', 'unsent'),
    );
    const round = fc.record({
      series: fc.array(fc.nat(20), { maxLength: 30 }),
      replies: fc.array(reply, { maxLength: 8 }),
      mostPoints: fc.constantFrom(1, 2, 100, 100),
    });
    const property = fc.asyncProperty(fc.array(round, { maxLength: 8 }), async (rounds) => {
      const sender = new Sender(temporality);
      for (const { series, replies, mostPoints } of rounds) {
        sender.record(series);
        sender.receiver.mostPoints = mostPoints;
        await sender.export(...replies);
        expect(unexplained(sender.reader.account())).toBe(0);
      }
      sender.receiver.mostPoints = Number.POSITIVE_INFINITY;
      expect(await sender.export()).toBeUndefined();
      const { offered, delivered, pending, dropped, ambiguous } = sender.reader.account();
      expect({ pending, total: sender.receiver.total }).toEqual({ pending: 0, total: delivered });
      expect(delivered + (dropped.refused ?? 0)).toBe(offered);
      if (temporality === 'cumulative') expect({ delivered, ambiguous }).toEqual({ delivered: offered, ambiguous: 0 });
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test(`what was taken of a ${temporality} export stays taken when the rest is not`, async () => {
    const sender = new Sender(temporality);
    sender.record(evens(12));
    const failure = await sender.export(200, 503);
    expect(failure).toMatchObject({ status: 503, retry: 'next-export' });
    expect(sender.receiver.sizes).toEqual([4, 4]);
    expect(sender.reader.account()).toMatchObject({ delivered: 4, pending: 8 });
    await sender.export();
    expect(sender.receiver.total).toBe(12);
  });

  test(`a ${temporality} export ends where nothing else would be taken either`, async () => {
    for (const reply of [401, 403, 404, 405, 415, 429, 503, 'lost', 'unsent'] as const) {
      const sender = new Sender(temporality);
      sender.record(evens(12));
      expect(await sender.export(reply)).toBeDefined();
      expect([reply, sender.receiver.sizes.length]).toEqual([reply, 1]);
    }
  });

  test(`a ${temporality} batch that is refused does not keep the next ones from being sent`, async () => {
    for (const reply of [400, 422, 500] as const) {
      const sender = new Sender(temporality);
      sender.record(evens(12));
      expect(await sender.export(reply)).toMatchObject({ status: reply });
      const rest = temporality === 'delta' ? { pending: 0, dropped: { refused: 4 } } : { pending: 4, dropped: {} };
      expect(sender.reader.account()).toMatchObject({ delivered: 8, ...rest });
    }
  });

  test(`a ${temporality} batch that is too large is halved, and later ones are as small from the start`, async () => {
    const sender = new Sender(temporality, { maxWeight: 16 });
    sender.record(evens(32));
    sender.receiver.mostPoints = 5;
    expect(await sender.export()).toBeUndefined();
    expect(sender.receiver.sizes).toEqual([16, 8, 4, 4, 8, 4, 4, 4, 4, 4, 4]);
    sender.receiver.sizes.length = 0;
    sender.record(evens(32));
    expect(await sender.export()).toBeUndefined();
    expect(sender.receiver.sizes).toEqual(Array(8).fill(4));
    expect(sender.receiver.total).toBe(64);
  });

  test(`a receiver that finds everything too large gets few ${temporality} requests, and the next export is whole`, async () => {
    const sender = new Sender(temporality, { maxWeight: 16 });
    sender.record(evens(64));
    sender.receiver.mostPoints = 0;
    expect(await sender.export()).toMatchObject({ status: 413 });
    expect(sender.receiver.sizes).toEqual([16, 8, 4, 2, 1, 1, 2, 4, 8, 16, 16, 16]);
    sender.receiver.mostPoints = Number.POSITIVE_INFINITY;
    await sender.export();
    expect(sender.receiver.sizes[12]).toBe(16);
    const { delivered, pending, dropped } = sender.reader.account();
    expect([delivered + (dropped.refused ?? 0), pending]).toEqual([64, 0]);
  });
}

test('a delta batch in doubt is sent again as it was before anything else, and is ambiguous', async () => {
  const sender = new Sender('delta');
  sender.record(evens(12));
  expect(await sender.export(200, 'stored')).toMatchObject({ retry: 'resend' });
  sender.record(evens(12));
  expect(await sender.export('unsent')).toBeDefined();
  expect(sender.receiver.sizes).toEqual([4, 4, 4]);
  expect(await sender.export()).toBeUndefined();
  expect(sender.receiver.total).toBe(24);
  expect(sender.reader.account()).toMatchObject({ delivered: 24, pending: 0, ambiguous: 4 });
});

test('a delta batch in doubt that is given up is pending again', async () => {
  const sender = new Sender('delta');
  sender.record(evens(2));
  await sender.export('lost');
  expect(sender.reader.account()).toMatchObject({ pending: 2 });
});

test('a request that does not fit is cut up before anybody sees it', async () => {
  const sender = new Sender('delta', { maxWeight: 16, fitting: 5 });
  sender.record(evens(32));
  expect(await sender.export()).toBeUndefined();
  expect(sender.receiver.sizes).toEqual(Array(8).fill(4));
});

test('what fits nowhere is sent alone, so that the receiver decides', async () => {
  const sender = new Sender('delta', { fitting: 0 });
  sender.record(evens(3));
  expect(await sender.export(200, 413, 200)).toMatchObject({ status: 413 });
  expect(sender.receiver.sizes).toEqual([1, 1, 1]);
  expect(sender.reader.account()).toMatchObject({ delivered: 2, dropped: { refused: 1 } });
});

test('groups of families have requests of their own', async () => {
  const sender = new Sender('delta', { apart: true });
  sender.record([0, 1, 2, 3]);
  expect(await sender.export()).toBeUndefined();
  expect(sender.kinds).toEqual([['sum'], ['histogram']]);
  expect(sender.receiver.total).toBe(4);
});

test('a delta that went out in part goes on with the rest, which is ambiguous only if some of it may have arrived', async () => {
  for (const ambiguous of [false, true]) {
    const sent: number[][] = [];
    const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
    new Metrics(store).counter('c').add(3);
    const reader = store.openReader({ name: 'reader', temporality: 'delta' });
    const delivery = new Delivery<number[]>({
      temporality: 'delta',
      maxWeight: Infinity,
      weightOf: () => 1,
      groupsOf: (families) => [families],
      encode: () => [1, 2, 3],
      fits: () => true,
      send: async (packets) => {
        sent.push(packets);
        if (packets.length === 1) return { delivered: true };
        const rest = { request: packets.slice(1), ambiguous };
        return { delivered: false, reason: 'full', remedy: 'wait', retry: 'resend', rest };
      },
      drop: () => {},
    });
    expect(await delivery.deliver(reader.snapshot())).toMatchObject({ retry: 'resend' });
    expect(await delivery.resendHeld()).toMatchObject({ retry: 'resend' });
    expect(await delivery.resendHeld()).toBeUndefined();
    expect(sent).toEqual([[1, 2, 3], [2, 3], [3]]);
    expect(reader.account()).toMatchObject({ delivered: 1, pending: 0, ambiguous: ambiguous ? 1 : 0 });
  }
});

test('a point that cannot be encoded is dropped alone, and the others are delivered', async () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const counter = new Metrics(store).counter('c', { labels: ['user'] });
  for (let user = 0; user < 50; user++) counter.add(1, { user });
  const reader = store.openReader({ name: 'reader', temporality: 'delta' });
  const received: string[] = [];
  const delivery = new Delivery<string[]>({
    temporality: 'delta',
    maxWeight: Infinity,
    weightOf: () => 1,
    groupsOf: (families) => [families],
    encode: (_snapshot, { ranges }) => {
      const users = ranges.flatMap(({ family, from, to }) =>
        [...seriesOf(family, from, to)].map(({ labels }) => labels.user!),
      );
      if (users.includes('13') || users.includes('37')) throw new RangeError('Invalid string length');
      return users;
    },
    fits: () => true,
    send: async (users) => {
      received.push(...users);
      return { delivered: true };
    },
    drop: (snapshot, { ranges }) => {
      for (const range of ranges) snapshot.refuseRange(range, 'refused');
    },
  });
  expect(await delivery.deliver(reader.snapshot())).toBeUndefined();
  expect(received).toHaveLength(48);
  expect(reader.account()).toMatchObject({ delivered: 48, pending: 0, dropped: { refused: 2 } });
});

test('an encoder that fails for everything ends the export early, and the records stay pending', async () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const counter = new Metrics(store).counter('c', { labels: ['user'] });
  for (let user = 0; user < 1000; user++) counter.add(1, { user });
  const reader = store.openReader({ name: 'reader', temporality: 'delta' });
  let encoded = 0;
  const delivery = new Delivery<never>({
    temporality: 'delta',
    maxWeight: Infinity,
    weightOf: () => 1,
    groupsOf: (families) => [families],
    encode: () => {
      encoded += 1;
      throw undefined;
    },
    fits: () => true,
    send: async () => ({ delivered: true }),
    drop: (snapshot, { ranges }) => {
      for (const range of ranges) snapshot.refuseRange(range, 'refused');
    },
  });
  const snapshot = reader.snapshot();
  expect(await delivery.deliver(snapshot)).toMatchObject({
    reason: 'more than 100 series cannot be encoded (the encoder threw nothing)',
    retry: 'next-export',
  });
  snapshot.acknowledge();
  expect(reader.account()).toMatchObject({ delivered: 0, pending: 900, dropped: { refused: 100 } });
  expect(encoded).toBeLessThan(300);
});
