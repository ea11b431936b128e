import { beforeEach, expect, test } from 'vitest';
import type { Batch } from '../../src/backend/batches.ts';
import { DeliveringBackend, type DeliverySettings } from '../../src/backend/delivering-backend.ts';
import type { Outcome } from '../../src/backend/outcome.ts';
import type { PushOptions } from '../../src/backend/push-backend.ts';
import { seriesOf } from '../../src/backend/series-of.ts';
import type { BackendFeatures } from '../../src/ports/collecting-backend.ts';
import { hasSeries, type Snapshot } from '../../src/snapshot/snapshot.ts';
import { FakeClock } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { missingIn } from '../series-of.ts';

type Reply = Outcome<number> | Error | 'hang';

/** Sends the sum of a batch to a receiver that replies as the test says, and otherwise takes it. */
class SummingBackend extends DeliveringBackend<number> {
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'acknowledged', histograms: false };
  readonly received: number[] = [];
  replies: Reply[] = [];
  /** Series of these metrics are dropped. */
  refused: readonly string[] = [];
  disconnected = 0;

  constructor(options: PushOptions, settings: Partial<DeliverySettings> = {}) {
    super('summing', options, { intervalSeconds: 10, timeoutSeconds: 5, ...settings });
  }

  getContentType(): string {
    return 'text/plain';
  }

  protected override get destination(): string {
    return 'the receiver';
  }

  protected override encode(snapshot: Snapshot, { ranges }: Batch): number | undefined {
    let sum: number | undefined;
    for (const { family, from, to } of ranges) {
      for (let slot = from; slot < to; slot++) {
        if (family.kind === 'histogram' || !hasSeries(family, slot, family.temporality)) continue;
        if (this.refused.includes(family.metric.definition.name)) {
          this.dropSeries(snapshot, family, slot, 'refused', 'is not wanted; record another');
        } else sum = (sum ?? 0) + family.values[slot]!;
      }
    }
    return sum;
  }

  protected override send(sum: number, signal: AbortSignal): Promise<Outcome<number>> {
    this.received.push(sum);
    const reply = this.replies.shift() ?? { delivered: true };
    if (reply instanceof Error) throw reply;
    if (reply !== 'hang') return Promise.resolve(reply);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  }

  protected override show({ families }: Snapshot): string {
    return families.flatMap((family) => Array.from(seriesOf(family), (series) => JSON.stringify(series.labels))).join();
  }

  protected override disconnect(): void {
    this.disconnected += 1;
  }
}

const busy = { delivered: false, reason: 'it is busy', remedy: 'wait', retry: 'next-export' } as const;

let clock: FakeClock;
let diagnostics: KeptDiagnostics;
let backend: SummingBackend;

beforeEach(() => {
  clock = new FakeClock();
  diagnostics = new KeptDiagnostics();
  backend = newBackend();
});

function newBackend(settings: Partial<DeliverySettings> = {}): SummingBackend {
  return new SummingBackend({ clock, scheduler: clock, diagnostics }, settings);
}

/** Records and exports with these replies. Resolves with the message of the error, if there was one. */
async function exported(value: number, ...replies: Reply[]): Promise<string | undefined> {
  backend.recordCounter('c', value);
  backend.replies = replies;
  return backend.flush(100).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** Resolves once so many requests were sent. */
async function sent(requests: number): Promise<void> {
  while (backend.received.length < requests) await new Promise((resolve) => setImmediate(resolve));
}

test('what was not stored is part of the next export, and the outage is reported once when it begins and once when it ends', async () => {
  for (let i = 0; i < 2; i++) {
    expect(await exported(1, busy)).toBe(
      'backend "summing": no export to the receiver: it is busy; wait. Records stay pending and are sent again',
    );
  }
  expect(await exported(1)).toBeUndefined();
  expect(backend.received).toEqual([1, 2, 3]);
  expect(diagnostics.codes).toEqual(['export_failed', 'export_recovered']);
  expect(backend.account()).toMatchObject({ delivered: 3, pending: 0, ambiguous: 0 });
});

test('a request in doubt is sent again unchanged before anything else, and is ambiguous', async () => {
  await exported(1, { ...busy, retry: 'resend' });
  expect(await exported(5)).toBeUndefined();
  expect(backend.received).toEqual([1, 1, 5]);
  expect(backend.account()).toMatchObject({ delivered: 2, ambiguous: 1 });
});

test('what is refused for good is dropped', async () => {
  expect(await exported(1, { ...busy, retry: 'never' })).toMatch(/\. The batch is dropped$/);
  expect(backend.account()).toMatchObject({ pending: 0, dropped: { refused: 1 } });
});

test('a rejection of `send` leaves the request in doubt, with the reasons that it names', async () => {
  const cause = Object.assign(new Error(''), { code: 'ECONNRESET' });
  expect(await exported(1, new Error('fetch failed', { cause }))).toContain(
    'fetch failed: ECONNRESET; check the receiver and the network',
  );
  await exported(1);
  expect(backend.received).toEqual([1, 1, 1]);
});

test('a request that takes too long is aborted, and in doubt', async () => {
  const exporting = exported(1, 'hang');
  await sent(1);
  await clock.advance(5);
  expect(await exporting).toContain('no complete answer within 5 s');
  await exported(1);
  expect(backend.account()).toMatchObject({ delivered: 2, ambiguous: 1 });
});

test('a receiver that asks for a pause gets no request until it is over', async () => {
  await exported(1, { ...busy, pauseSeconds: 30 });
  expect(await exported(1)).toContain('the receiver asked for a pause, which lasts 30 s more');
  await clock.advance(30);
  expect(await exported(1)).toBeUndefined();
  expect(backend.received).toEqual([1, 3]);
});

test('retries within an export stay within the timeout', async () => {
  backend = newBackend({ maxRetries: 5 });
  const exporting = exported(
    1,
    { ...busy, pauseSeconds: 2 },
    { ...busy, pauseSeconds: 2 },
    { ...busy, pauseSeconds: 2 },
  );
  for (let i = 0; i < 3; i++) {
    await sent(i + 1);
    await clock.advance(2);
  }
  expect(await exporting).toContain('it is busy');
  expect(backend.received).toEqual([1, 1, 1]);
});

test('a series that cannot be sent does not cost the others, and is reported once per metric', async () => {
  backend.refused = ['c', 'd'];
  for (let i = 0; i < 2; i++) {
    backend.recordCounter('d');
    backend.recordCounter('e', 7);
    await exported(1);
  }
  expect(backend.received).toEqual([7, 7]);
  expect(diagnostics.events.map(({ code, message }) => [code, message])).toEqual(
    ['d', 'c'].map((metric) => [
      'series_refused',
      `backend "summing": dropped a series of metric "${metric}", which is not wanted; record another`,
    ]),
  );
  expect(backend.account()).toMatchObject({ delivered: 2, dropped: { refused: 4 } });
});

test('an outage is not over while nothing proves that the receiver is reachable', async () => {
  await exported(1, busy);
  await exported(1, { delivered: true, provesReceiver: false });
  await backend.flush(100);
  expect(diagnostics.codes).toEqual(['export_failed']);
  await exported(1);
  expect(diagnostics.codes).toEqual(['export_failed', 'export_recovered']);
});

test('rejected points are reported once, and once when every point is accepted again', async () => {
  const partial = { rejectedPoints: 1, message: 'too old' };
  for (let i = 0; i < 2; i++) await exported(1, { delivered: true, partial });
  await exported(1);
  expect(diagnostics.codes).toEqual(['points_rejected', 'points_accepted']);
  expect(diagnostics.events[0]?.message).toContain('the receiver rejected 1 points: "too old"; check');
});

test.each([
  [-5, 'accepted an export with a warning'],
  [Number.NaN, 'accepted an export with a warning'],
  [1.9, 'rejected 1 points'],
  [1e300, 'rejected 2 points'],
  [Number.POSITIVE_INFINITY, 'rejected 2 points'],
])('of two points, a receiver that claims to have rejected %d %s', async (rejectedPoints, text) => {
  backend.recordCounter('d', 1);
  await exported(1, { delivered: true, partial: { rejectedPoints, message: 'too\r\n\u001b old' } });
  expect(diagnostics.events[0]?.message).toContain(`the receiver ${text}: "too old"; check`);
});

test('a receiver that asks for a pause of a year gets the next request after 5 minutes', async () => {
  await exported(1, { ...busy, pauseSeconds: 31_536_000 });
  await clock.advance(299);
  expect(await exported(1)).toContain('which lasts 1 s more');
  await clock.advance(1);
  expect(await exported(1)).toBeUndefined();
  expect(await exported(1, { ...busy, pauseSeconds: Number.NaN })).toContain('it is busy');
  expect(await exported(1)).toBeUndefined();
});

test('a reason is one line of bounded length', async () => {
  const message = await exported(1, { ...busy, reason: `it is\nbusy\u001b ${'x'.repeat(10_000)}` });
  expect(message).toMatch(/: it is busy x+…; wait\. /);
  expect(message?.length).toBeLessThan(700);
});

test('showing what would be sent delivers nothing', async () => {
  backend.recordCounter('c', 1, { a: 'x' });
  expect(await backend.getMetricsOutput()).toBe('{"a":"x"}');
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 1 });
});

test('shutdown aborts a request that hangs, and drops what it leaves pending', async () => {
  backend.recordCounter('c', 1);
  backend.replies = ['hang'];
  const ending = backend.shutdown(1).catch((error: Error) => error.message);
  await sent(1);
  await clock.advance(1);
  expect(await ending).toContain('did not end within 1 s');
  await new Promise((resolve) => setImmediate(resolve));
  expect(backend.disconnected).toBe(1);
  expect(backend.account()).toMatchObject({ pending: 0, dropped: { shutdown: 1 } });
  expect(missingIn(backend.account())).toBe(0);
});
