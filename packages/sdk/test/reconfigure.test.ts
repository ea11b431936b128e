import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { StubMetricsBackend } from '@bot-metrics/stub';
import { startOtlpReceiver } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { BotMetricsConfig } from '../src/index.ts';
import { createInstance } from './create-instance.ts';
import { occupyPort } from './ports.ts';

test('new backends are added, missing ones are flushed and removed, and unchanged ones are kept', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const page = { type: 'prometheus', port: 0 } as const;
  const metrics = await createInstance({ backends: { page, cloud: { type: 'otlp', endpoint: receiver.endpoint } } });
  const running = metrics.backends.get('page');
  const orders = metrics.counter('orders');
  orders.add(1);

  const mine = new StubMetricsBackend({ name: 'mine' });
  await metrics.reconfigure({ backends: { page, mine } });
  orders.add(1);

  expect(receiver.value('orders')).toBe(1);
  expect(metrics.backends.get('cloud')).toBeUndefined();
  expect(metrics.backends.get('page')).toBe(running);
  expect(await metrics.backend.getMetricsOutput()).toContain('orders_total 2\n');
  expect(mine.value('orders')).toBe(1);
});

test('a changed header replaces the backend, an unchanged one does not', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const withHeader = (authorization: string): BotMetricsConfig => ({
    backends: { cloud: { type: 'otlp', endpoint: receiver.endpoint, headers: { authorization } } },
  });
  const metrics = await createInstance(withHeader('one'));
  const first = metrics.backends.get('cloud');

  await metrics.reconfigure(withHeader('one'));
  expect(metrics.backends.get('cloud')).toBe(first);

  await metrics.reconfigure(withHeader('two'));
  expect(metrics.backends.get('cloud')).not.toBe(first);
  metrics.counter('orders').add(1);
  await metrics.flush(5);
  expect(receiver.exports.at(-1)?.headers.authorization).toBe('two');
  expect(receiver.value('orders')).toBe(1);
});

test('a configuration with problems changes nothing', async () => {
  const metrics = await createInstance({ backends: { memory: { type: 'stub' } } });
  const running = metrics.backends.get('memory');

  await expect(metrics.reconfigure({ backends: { page: { type: 'prometheus', port: -1 } } })).rejects.toMatchObject({
    code: 'invalid_configuration',
  });

  expect(metrics.backends.get('memory')).toBe(running);
});

test('a backend that cannot start leaves its predecessor in place', async () => {
  const taken = await occupyPort();
  const metrics = await createInstance({ backends: { page: { type: 'prometheus', port: 0 } } });
  metrics.counter('orders').add(1);

  await expect(
    metrics.reconfigure({ backends: { page: { type: 'prometheus', port: taken }, memory: { type: 'stub' } } }),
  ).rejects.toMatchObject({ code: 'port_in_use' });

  const page = metrics.backends.get('page');
  const port = page instanceof PrometheusMetricsBackend ? page.port : undefined;
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(await response.text()).toContain('orders_total 1\n');
  expect(metrics.backends.get('memory')).toBeInstanceOf(StubMetricsBackend);
});

test('a shutdown during a change stops all backends', async () => {
  const metrics = await createInstance({ backends: {} });
  const calls: string[] = [];
  class Late extends StubMetricsBackend {
    async start(): Promise<void> {
      await metrics.shutdown();
      calls.push('started');
    }
    async shutdown(): Promise<void> {
      calls.push('shut down');
    }
  }

  const change = metrics.reconfigure({ backends: { late: new Late({ name: 'late' }) } });

  await expect(change).rejects.toMatchObject({ code: 'closed' });
  expect(calls).toEqual(['shut down', 'started', 'shut down']);
  expect(metrics.backends.get('late')).toBeUndefined();
});
