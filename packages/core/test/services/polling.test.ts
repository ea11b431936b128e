import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Polling } from '../../src/services/polling.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';

let clock: FakeClock;
let diagnostics: KeptDiagnostics;
let collects: number;
let clears: number;
let collect: () => Promise<unknown>;
let polling: Polling;

afterEach(() => vi.restoreAllMocks());

beforeEach(() => {
  // The random point of the first interval is its end, unless a test says otherwise.
  vi.spyOn(Math, 'random').mockReturnValue(1);
  clock = new FakeClock();
  diagnostics = new KeptDiagnostics();
  collects = 0;
  clears = 0;
  collect = async () => {};
  const polled = {
    what: 'the source',
    collect: () => {
      collects += 1;
      return collect();
    },
    clear: () => {
      clears += 1;
    },
  };
  polling = new Polling(polled, diagnostics, { scheduler: clock });
});

test('it collects at once and then at each interval, until it is stopped', async () => {
  polling.start(10);
  await settled();
  expect(collects).toBe(1);
  await clock.advance(30);
  expect(collects).toBe(4);
  polling.stop();
  polling.stop();
  await clock.advance(30);
  expect([collects, clock.pending]).toEqual([4, 0]);
});

test('started again it takes the new interval, and the old one ends', async () => {
  polling.start(10);
  await settled();
  polling.start(100);
  await clock.advance(99);
  expect(collects).toBe(2);
  await clock.advance(1);
  expect([collects, clock.pending]).toEqual([3, 1]);
});

test('it never collects twice at a time', async () => {
  let finish = (): void => {};
  collect = () =>
    new Promise<void>((resolve) => {
      finish = resolve;
    });
  polling.start(10);
  await clock.advance(50);
  expect(collects).toBe(1);
  finish();
  await clock.advance(10);
  expect(collects).toBe(2);
});

test('a failing source costs one diagnostic, its series disappear, and recovery is said once', async () => {
  collect = async () => {
    throw new Error('connection refused');
  };
  polling.start(10);
  await clock.advance(30);
  expect([collects, clears]).toEqual([4, 4]);
  expect(diagnostics.events).toEqual([
    expect.objectContaining({
      code: 'polling_failed',
      severity: 'warn',
      message: expect.stringMatching(/the source.*connection refused/),
    }),
  ]);
  collect = async () => {};
  await clock.advance(20);
  expect(diagnostics.codes).toEqual(['polling_failed', 'polling_recovered']);
  expect(clears).toBe(4);
});

test('a source that fails again after it recovered is reported again', async () => {
  const outcomes = [false, true, false];
  collect = async () => {
    if (outcomes.shift() === false) throw new Error('no');
  };
  polling.start(10);
  await clock.advance(20);
  expect(diagnostics.codes).toEqual(['polling_failed', 'polling_recovered', 'polling_failed']);
});

test('a source that throws instead of rejecting is a failing source', async () => {
  collect = () => {
    throw new Error('no');
  };
  polling.start(10);
  await settled();
  expect(diagnostics.codes).toEqual(['polling_failed']);
});

test('its own diagnostics take precedence over those of the store', async () => {
  const own = new KeptDiagnostics();
  const polled = { what: 'the source', collect: () => Promise.reject(new Error('no')), clear: () => {} };
  new Polling(polled, diagnostics, { diagnostics: own, scheduler: clock }).start(10);
  await settled();
  expect([own.codes, diagnostics.codes]).toEqual([['polling_failed'], []]);
});

test('the first interval is a random part of one, so that a fleet does not ask at the same time', async () => {
  vi.mocked(Math.random).mockReturnValue(0.25);
  polling.start(100);
  await settled();
  const seen = [collects];
  for (const seconds of [24, 1, 99, 1]) {
    await clock.advance(seconds);
    seen.push(collects);
  }
  expect(seen).toEqual([1, 1, 2, 2, 3]);
});

test('a source that has not answered by the next time is failing until it does', async () => {
  let answer = (): void => {};
  collect = () =>
    new Promise<void>((resolve) => {
      answer = resolve;
    });
  polling.start(10);
  await clock.advance(20);
  expect([collects, clears, diagnostics.codes]).toEqual([1, 2, ['polling_failed']]);
  answer();
  await settled();
  expect(diagnostics.codes).toEqual(['polling_failed', 'polling_recovered']);
});

test('an interval that is not above 0 is refused', () => {
  for (const interval of [0, -1, Number.NaN]) {
    expect(() => polling.start(interval)).toThrow('the polling interval of the source: ');
  }
  expect(clock.pending).toBe(0);
});
