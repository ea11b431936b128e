import { beforeEach, expect, test } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import type { MetricsBackendPort } from '../../src/ports/metrics-backend-port.ts';
import { FakeClock } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { ReadingBackend } from '../reading-backend.ts';
import { RecordedCalls } from '../recorded-calls.ts';

let clock: FakeClock;
let options: { clock: FakeClock; scheduler: FakeClock; diagnostics: KeptDiagnostics };

beforeEach(() => {
  clock = new FakeClock();
  options = { clock, scheduler: clock, diagnostics: new KeptDiagnostics() };
});

type Lifecycle = Pick<MetricsBackendPort, 'start' | 'flush' | 'shutdown'>;

function backend(name: string, lifecycle: Lifecycle = {}): MetricsBackendPort {
  const output = { getMetricsOutput: () => '', getContentType: () => 'text/plain' };
  return Object.assign(new RecordedCalls(), { name, ...output, ...lifecycle });
}

const hangs = (): Promise<never> => new Promise(() => {});
const error = new Error('no');
const rejects = (): Promise<never> => Promise.reject(error);
const throws = (): never => {
  throw error;
};

test('starting isolates: the report says which backend did not, and why', async () => {
  const started: string[] = [];
  const multi = new MultiMetricsBackend(
    [
      backend('rejects', { start: rejects }),
      backend('throws', { start: throws }),
      backend('starts', { start: async () => started.push('starts') }),
      backend('has no start'),
    ],
    options,
  );
  expect(await multi.start()).toEqual({
    rejects: { ok: false, error },
    throws: { ok: false, error },
    starts: { ok: true },
    'has no start': { ok: true },
  });
  expect(started).toEqual(['starts']);
});

test('a backend that is added starts if the others are started', async () => {
  const started: string[] = [];
  const multi = new MultiMetricsBackend([], options);
  await multi.add(backend('early', { start: async () => started.push('early') }));
  expect(started).toEqual([]);
  await multi.start();
  await multi.add(backend('late', { start: async () => started.push('late') }));
  expect(started).toEqual(['early', 'late']);
});

test('a backend that is added but cannot start is not there', async () => {
  const multi = new MultiMetricsBackend([], options);
  await multi.start();
  await expect(multi.add(backend('bad', { start: rejects }))).rejects.toBe(error);
  expect(multi.backends.get('bad')).toBeUndefined();
  await multi.add(backend('bad'));
  expect(multi.backends.get('bad')).toBeDefined();
});

test.each(['flush', 'shutdown'] as const)('a %s reports each backend, whatever one does', async (method) => {
  const reading = new ReadingBackend();
  const asked: unknown[] = [];
  const multi = new MultiMetricsBackend(
    [
      backend('rejects', { [method]: rejects }),
      backend('throws', { [method]: throws }),
      backend('works', { [method]: async (deadline: unknown) => asked.push(deadline) }),
      reading,
    ],
    options,
  );
  multi.recordCounter('c', 1);
  const report = await multi[method](3);
  expect(report.rejects).toMatchObject({ ok: false, error, account: { offered: 1, delivered: 1 } });
  expect(report.throws).toMatchObject({ ok: false, error });
  expect(report.works).toEqual({
    ok: true,
    account: { offered: 1, delivered: 1, pending: 0, dropped: {}, ambiguous: 0 },
  });
  expect(report.reading).toMatchObject({ ok: true, account: { offered: 1, pending: 1 } });
  expect(asked).toEqual([3]);
});

test.each(['flush', 'shutdown'] as const)(
  'a %s ends at its deadline when a backend hangs, side by side with the others',
  async (method) => {
    const ended: string[] = [];
    const later = (name: string, seconds: number) => (): Promise<void> =>
      new Promise((resolve) => {
        clock.after(seconds, () => {
          ended.push(name);
          resolve();
        });
      });
    const multi = new MultiMetricsBackend(
      [
        backend('hangs', { [method]: hangs }),
        backend('hangs, too', { [method]: hangs }),
        backend('slow', { [method]: later('slow', 1.5) }),
      ],
      options,
    );
    let settledAt: number | undefined;
    const report = multi[method](2).finally(() => {
      settledAt = clock.monotonic;
    });
    await clock.advance(1.9);
    expect([ended, settledAt]).toEqual([['slow'], undefined]);
    await clock.advance(0.2);
    expect(settledAt).toBe(2);
    expect(await report).toMatchObject({
      hangs: { ok: false, error: { code: 'deadline_exceeded' } },
      'hangs, too': { ok: false, error: { code: 'deadline_exceeded' } },
      slow: { ok: true },
    });
    expect(clock.pending).toBe(0);
  },
);

test('a deadline is ten seconds where none is named', async () => {
  const multi = new MultiMetricsBackend([backend('hangs', { flush: hangs, shutdown: hangs })], options);
  let ended = 0;
  for (const promise of [multi.flush(), multi.shutdown(), multi.remove('hangs')]) void promise.then(() => (ended += 1));
  await clock.advance(9.9);
  expect(ended).toBe(0);
  await clock.advance(0.2);
  expect(ended).toBe(3);
});

test('a backend is shut down before it is removed, and removed even if that fails', async () => {
  const calls: string[] = [];
  const multi = new MultiMetricsBackend(
    [
      backend('good', {
        shutdown: async () => calls.push(`shutdown of ${multi.backends.get('good')?.name}`),
      }),
      backend('bad', { shutdown: rejects }),
    ],
    options,
  );
  await multi.remove('good');
  await multi.remove('bad');
  expect(calls).toEqual(['shutdown of good']);
  expect([multi.backends.get('good'), multi.backends.get('bad')]).toEqual([undefined, undefined]);
});

test.each(['remove', 'shutdown'] as const)('a backend with nothing but a flush is flushed by %s', async (method) => {
  let flushes = 0;
  const multi = new MultiMetricsBackend([backend('a', { flush: async () => (flushes += 1) })], options);
  if (method === 'remove') await multi.remove('a');
  else await multi.shutdown();
  expect(flushes).toBe(1);
});
