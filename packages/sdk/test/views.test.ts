import { expect, test } from 'vitest';
import type { BotMetrics, BotMetricsConfig } from '../src/index.ts';
import { problems } from './config/load.ts';
import { createInstance } from './create-instance.ts';

/** An instance with two pages, `inside` and `outside`, that nobody listens for. */
function create(config: BotMetricsConfig): Promise<BotMetrics> {
  const page = { type: 'prometheus', listen: false } as const;
  return createInstance({ backends: { inside: page, outside: page }, ...config });
}

async function lines(metrics: BotMetrics, backend: string, start: string): Promise<string[]> {
  const page = (await metrics.backends.get(backend)?.getMetricsOutput()) ?? '';
  return page.split('\n').filter((line) => line.startsWith(start));
}

test('views decide which metrics each backend sees', async () => {
  const metrics = await create({
    views: [
      { metric: 'orders', backends: ['outside'], labels: { drop: ['shop'], map: { status: { '4*': 'failed' } } } },
      { metric: 'debug.*', backends: ['outside'], enabled: false },
    ],
  });
  const orders = metrics.counter('orders', { labels: ['shop', 'status'] });
  orders.add(1, { shop: 'a', status: 402 });
  orders.add(2, { shop: 'b', status: 404 });
  metrics.counter('debug.loops').add(1);

  expect(await lines(metrics, 'inside', 'orders_total')).toEqual([
    'orders_total{shop="a",status="402"} 1',
    'orders_total{shop="b",status="404"} 2',
  ]);
  expect(await lines(metrics, 'outside', 'orders_total')).toEqual(['orders_total{status="failed"} 3']);
  expect(await lines(metrics, 'inside', 'debug_loops')).toHaveLength(1);
  expect(await lines(metrics, 'outside', 'debug_loops')).toEqual([]);
});

test("the SDK's own metrics exist unless ownMetrics is false", async () => {
  const own = await create({});
  own.counter('orders').add(-1);
  expect(await lines(own, 'inside', 'bot_metrics_records_total{backend="outside",outcome="dropped"')).toEqual([
    'bot_metrics_records_total{backend="outside",outcome="dropped",reason="negative"} 1',
  ]);
  expect(await lines(await create({ ownMetrics: false }), 'inside', 'bot_metrics_')).toEqual([]);
});

test('a problem in a view is reported with its place', async () => {
  const message = await problems({
    yaml: `views:
  - { metric: "http.*", labels: { drop: pod }, merge: avg }
  - { metrics: orders }
  - { metric: sizes, buckets: wide }
`,
  });
  expect(message.split('\n').sort()).toEqual([
    'bot-metrics.config.yaml:2:41 views.0.labels.drop: expected a list, received "pod"',
    'bot-metrics.config.yaml:2:55 views.0.merge: expected "sum", "max", "min" or "last", received "avg"',
    'bot-metrics.config.yaml:3:16 views.1.metrics: unknown key; did you mean "metric"?',
    'bot-metrics.config.yaml:4:31 views.2.buckets: expected a list of upper bounds, or "exponential", received "wide"',
  ]);
});

test('a problem of several views together is reported when the instance is created', async () => {
  await expect(create({ views: [{ metric: 'a.*', name: 'b' }] })).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: 'views.0.name: "b" would rename every metric that matches "a.*"; name one metric',
  });
});
