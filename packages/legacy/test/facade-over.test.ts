import { type Diagnostics, Metrics } from '@bot-metrics/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classicServices } from '../src/classic-services.ts';
import { facadeOver } from '../src/facade-over.ts';
import type { PrometheusService } from '../src/prometheus-service.ts';
import { KeptWarnings } from './kept-warnings.ts';
import { oldCalls } from './old-calls.ts';
import { RecordedCalls } from './recorded-calls.ts';

let warnings: KeptWarnings;
beforeAll(() => {
  warnings = new KeptWarnings();
});
afterAll(() => warnings.release());

const silent: Diagnostics = { report() {} };

function setUp(): { mock: RecordedCalls; metrics: Metrics; old: PrometheusService } {
  const mock = new RecordedCalls();
  const metrics = new Metrics(mock, { diagnostics: silent });
  const services = classicServices(metrics);
  return { mock, metrics, old: facadeOver(() => services) };
}

/** Number of records dropped as invalid. */
const refused = (metrics: Metrics): number => metrics.store.dropped.toObject().invalid ?? 0;

describe.each(oldCalls)('$method', ({ method, positional, byObject, recorded }) => {
  test('records the old names and labels from positional arguments', () => {
    const { mock, old } = setUp();
    positional(old);
    expect(mock.calls).toEqual(recorded);
  });

  test('records the same from an object', () => {
    const { mock, old } = setUp();
    byObject(old);
    expect(mock.calls).toEqual(recorded);
  });

  test('does not need this', () => {
    const { mock, old } = setUp();
    positional({ ...old, [method]: (...call: readonly unknown[]) => Reflect.apply(old[method], undefined, call) });
    expect(mock.calls).toEqual(recorded);
  });
});

test('the table contains every recording method', () => {
  const { old } = setUp();
  const methods = Object.keys(old).filter((name) => !name.startsWith('get'));
  expect(oldCalls.map(({ method }) => method)).toEqual(methods);
});

test('a healthy check is 1, and its last success is recorded under the new name', () => {
  const { mock, old } = setUp();
  old.updateHealthCheck('redis', true);
  const [status, lastSuccess] = mock.calls;
  expect(status).toEqual(['health_check_status', 1, { check_name: 'redis' }]);
  expect([lastSuccess?.[0], lastSuccess?.[2]]).toEqual(['bot.health.check.last_success', { 'check.name': 'redis' }]);
});

test('post views default to one', () => {
  const { mock, old } = setUp();
  old.recordPostViewsUpdate();
  old.recordPostViewsUpdate({});
  expect(mock.calls.map(([, value]) => value)).toEqual([1, 1]);
});

const unreadable = new Proxy(
  {},
  {
    get() {
      throw new Error('unreadable');
    },
  },
);
const garbage: readonly (readonly unknown[])[] = [
  [],
  [undefined],
  [null],
  [Number.NaN, Infinity, -1, -0],
  ['x', 'x', 'x', 'x'],
  [Symbol('x'), Symbol('x'), Symbol('x'), Symbol('x')],
  [1n, 1n, 1n, 1n],
  [() => {}, () => {}, () => {}, () => {}],
  [{}],
  [[]],
  [unreadable],
  ['__proto__', unreadable, unreadable, unreadable],
  [{ method: unreadable, handlerType: Symbol('x'), active: 1n, channelId: {}, checkName: unreadable, count: 'x' }],
];

test.each(oldCalls)(
  '$method accepts invalid arguments without throwing and works afterwards',
  ({ method, ...oldCall }) => {
    const { mock, old } = setUp();
    for (const values of garbage) {
      expect(() => Reflect.apply(old[method], undefined, values), String(values.length)).not.toThrow();
    }
    mock.calls.length = 0;
    oldCall.positional(old);
    expect(mock.calls).toEqual(oldCall.recorded);
  },
);

test('unreadable arguments count as an invalid record', () => {
  const { mock, metrics, old } = setUp();
  Reflect.apply(old.updateBusinessMetrics, undefined, [unreadable]);
  Reflect.apply(old.recordCeleryTask, undefined, [unreadable]);
  Reflect.apply(old.recordTelegramUpdate, undefined, [null]);
  expect(mock.calls).toEqual([]);
  expect(refused(metrics)).toBe(3);
});

test('the page of a mock is empty', async () => {
  const { old } = setUp();
  expect(await old.getMetrics()).toBe('');
  expect(old.getContentType()).toBe('text/plain; charset=utf-8');
});
