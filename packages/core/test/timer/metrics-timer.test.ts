import { afterEach, beforeEach, expect, test } from 'vitest';
import { MetricsCollectorService } from '../../src/services/collector/metrics-collector-service.ts';
import { setDefaultCollector } from '../../src/timer/default-collector.ts';
import { metricsTimer } from '../../src/timer/metrics-timer.ts';
import { settled } from '../fake-clock.ts';
import { RecordedCalls } from '../recorded-calls.ts';

let mock: RecordedCalls;
let collector: MetricsCollectorService;

beforeEach(() => {
  mock = new RecordedCalls();
  collector = new MetricsCollectorService(mock);
});

afterEach(() => setDefaultCollector(undefined));

/** Name and labels of each call; the time that it took is not the test's. */
function recorded(): (readonly [string, object])[] {
  return mock.calls.map(([, name, , labels]) => [name, labels]);
}

const outcome = (name: string, status: string): readonly [string, object] => [
  'function.duration',
  { 'function.name': name, outcome: status },
];

test('a wrapped function keeps its result, arguments, this, name and length', () => {
  const shop = {
    factor: 2,
    total: metricsTimer({ metricType: 'function', collector })(function total(
      this: { factor: number },
      a: number,
      b: number,
    ) {
      return (a + b) * this.factor;
    }),
  };
  expect(shop.total(3, 4)).toBe(14);
  expect([shop.total.name, shop.total.length]).toEqual(['total', 2]);
  expect(recorded()).toEqual([outcome('total', 'success')]);
});

test('the time is in seconds and not negative', () => {
  metricsTimer({ metricType: 'function', collector })(function quick() {})();
  const [, , seconds] = mock.calls[0]!;
  expect(seconds).toBeGreaterThanOrEqual(0);
  expect(seconds).toBeLessThan(1);
});

test('a function that throws throws the same, and is recorded as an error', () => {
  const error = new Error('no');
  const fails = metricsTimer({ metricType: 'function', collector })(function fails() {
    throw error;
  });
  expect(fails).toThrow(error);
  expect(recorded()).toEqual([outcome('fails', 'error')]);
});

test('an async function gives its very promise and is recorded when that settles', async () => {
  let finish = (_: string): void => {};
  const promise = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const waits = metricsTimer({ metricType: 'function', collector })(function waits() {
    return promise;
  });
  expect(waits()).toBe(promise);
  await settled();
  expect(recorded()).toEqual([]);
  finish('done');
  expect(await promise).toBe('done');
  expect(recorded()).toEqual([outcome('waits', 'success')]);
});

test("a rejection stays the caller's, and is recorded as an error", async () => {
  const rejects = metricsTimer({ metricType: 'function', collector })(async function rejects() {
    throw new Error('no');
  });
  await expect(rejects()).rejects.toThrow('no');
  expect(recorded()).toEqual([outcome('rejects', 'error')]);
});

test('a lazy thenable, such as a query builder, runs when its caller awaits it, and once', async () => {
  let runs = 0;
  const execute = (resolved: (rows: string) => void): void => {
    runs += 1;
    resolved('rows');
  };
  const method: keyof PromiseLike<string> = 'then';
  const query = { [method]: execute };
  const select = metricsTimer({ metricType: 'function', collector })(function select() {
    return query;
  });
  expect(select() === query).toBe(true);
  expect(runs).toBe(0);
  expect(await query).toBe('rows');
  expect(runs).toBe(1);
  expect(recorded()).toEqual([outcome('select', 'success')]);
});

test('a result that cannot be looked into is handed on as it is', () => {
  const result = new Proxy(
    {},
    {
      has: () => {
        throw new Error('do not look');
      },
    },
  );
  const gives = metricsTimer({ metricType: 'function', collector })(function gives() {
    return result;
  });
  expect(gives() === result).toBe(true);
});

test('labels and predicates that throw change nothing for the caller', async () => {
  const throwing = (): never => {
    throw new Error('no');
  };
  const options = { metricType: 'task', collector, labels: throwing, isError: throwing } as const;
  const sync = metricsTimer(options)(function sync() {
    return 5;
  });
  const later = metricsTimer(options)(async function later() {
    return 6;
  });
  expect([sync(), await later()]).toEqual([5, 6]);
});

test('a result that counts as a failure is recorded as one', () => {
  const isError = (result: unknown): boolean => result === false;
  const tries = metricsTimer({ metricType: 'function', collector, isError })(function tries(works: boolean) {
    return works;
  });
  expect([tries(true), tries(false)]).toEqual([true, false]);
  expect(recorded()).toEqual([outcome('tries', 'success'), outcome('tries', 'error')]);
});

test.each([
  [{ error_code: 429 }, '429'],
  [{ error_code: 418 }, 'other_4xx'],
  [{ error_code: 502 }, '5xx'],
  [new Error('socket hang up'), 'network'],
  [undefined, 'network'],
])('a Bot API call that fails with %o has the status %s', (error, status) => {
  const sendMessage = metricsTimer({ metricType: 'telegram_api', collector })(function sendMessage() {
    throw error;
  });
  expect(sendMessage).toThrow();
  expect(recorded()).toEqual([
    ['telegram.client.request.duration', { 'telegram.method': 'sendMessage', 'telegram.status': status }],
  ]);
});

test('each metric type records under its own metric, with its labels', () => {
  const call = (options: Omit<Parameters<typeof metricsTimer>[0], 'collector'>): unknown =>
    metricsTimer({ ...options, collector })(function named() {})();
  call({ metricType: 'telegram_api', metricName: 'getMe' });
  call({ metricType: 'database', labels: { system: 'redis' } });
  call({ metricType: 'task', labels: { queue: 'posts' } });
  call({ metricType: 'http', metricName: '/users/:id', labels: { method: 'POST', status_code: 201 } });
  expect(recorded()).toEqual([
    ['telegram.client.request.duration', { 'telegram.method': 'getMe', 'telegram.status': 'ok' }],
    ['db.client.operation.duration', { 'db.system.name': 'redis', 'db.operation.name': 'named' }],
    ['messaging.process.duration', { 'messaging.destination.name': 'posts', 'task.name': 'named' }],
    [
      'http.server.request.duration',
      { 'http.request.method': 'POST', 'http.route': '/users/:id', 'http.response.status_code': 201 },
    ],
  ]);
});

test('a labels function sees the arguments, the result and the error', () => {
  const seen: unknown[] = [];
  const labels = (...given: unknown[]): { queue: string } => {
    seen.push(given);
    return { queue: 'posts' };
  };
  const error = new Error('no');
  const run = metricsTimer({ metricType: 'task', collector, labels })(function run(fail: boolean) {
    if (fail) throw error;
    return 'done';
  });
  run(false);
  expect(() => run(true)).toThrow(error);
  expect(seen).toEqual([
    [[false], 'done', undefined],
    [[true], undefined, error],
  ]);
  expect(mock.calls.map(([, , , given]) => given['error.type'])).toEqual([undefined, 'Error']);
});

test('without a collector it uses the default one of the moment of the call, or none', () => {
  const timed = metricsTimer({ metricType: 'function' })(function timed() {
    return 1;
  });
  expect(timed()).toBe(1);
  expect(recorded()).toEqual([]);
  setDefaultCollector(collector);
  timed();
  expect(recorded()).toEqual([outcome('timed', 'success')]);
});

test('it decorates a method by the TC39 proposal', () => {
  const decorate = metricsTimer({ metricType: 'function', collector });
  class Publisher {
    readonly channel = 'news';
    publish(): string {
      return `to ${this.channel}`;
    }
  }
  const context = { kind: 'method', name: 'publish', static: false, private: false };
  Publisher.prototype.publish = Reflect.apply(decorate, undefined, [Publisher.prototype.publish, context]);
  expect(new Publisher().publish()).toBe('to news');
  expect(recorded()).toEqual([outcome('publish', 'success')]);
});

test('it decorates a method as TypeScript did before the proposal', () => {
  const decorate = metricsTimer({ metricType: 'function', collector });
  class Publisher {
    readonly channel = 'news';
    publish(): string {
      return `to ${this.channel}`;
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Publisher.prototype, 'publish');
  const decorated: unknown = Reflect.apply(decorate, undefined, [Publisher.prototype, 'publish', descriptor]);
  Object.defineProperty(Publisher.prototype, 'publish', decorated ?? descriptor ?? {});
  expect(new Publisher().publish()).toBe('to news');
  expect(recorded()).toEqual([outcome('publish', 'success')]);
});
