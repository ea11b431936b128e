import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type BotMetrics, type BotMetricsConfig, healthHandler } from '../src/index.ts';
import { createInstance } from './create-instance.ts';
import { occupyPort, unusedPort } from './ports.ts';

async function status(metrics: BotMetrics, path: string, init?: RequestInit): Promise<number> {
  return (await fetch(`${metrics.admin?.address}${path}`, init)).status;
}

test('one port has the probes and the page', async () => {
  const metrics = await createInstance({ admin: { port: 0 }, backends: { page: { type: 'prometheus', port: 0 } } });
  metrics.counter('orders').add(2);
  const page = await fetch(`${metrics.admin?.address}/metrics`);
  expect(await page.text()).toContain('orders_total 2\n');
  for (const path of ['/livez', '/readyz', '/startupz']) {
    const response = await fetch(metrics.admin?.address + path);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'application/health+json',
      'no-store',
    ]);
    expect(await response.json()).toEqual({ status: 'pass' });
  }
  const backend = metrics.backends.get('page');
  expect(backend instanceof PrometheusMetricsBackend && backend.address).toBeUndefined();
  expect(await (await fetch(`${metrics.admin?.address}/`)).text()).toBe(
    'not found; this server has /metrics, /livez, /readyz, /startupz\n',
  );
});

test('there is no server unless it is configured, and none where it is disabled', async () => {
  const without = await createInstance({ backends: {} });
  const disabled = await createInstance({ backends: {}, admin: { enabled: false, port: 0 } });
  expect([without.admin, disabled.admin]).toEqual([undefined, undefined]);
});

test('a page of another address stays where it is', async () => {
  const port = await unusedPort();
  const metrics = await createInstance({ admin: { port: 0 }, backends: { page: { type: 'prometheus', port } } });
  expect(await status(metrics, '/metrics')).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
});

test('a check that fails makes it unready but not dead, and is told of with ?verbose only', async () => {
  const metrics = await createInstance({ admin: { port: 0 }, backends: {} });
  metrics.health.register('database', () => {
    throw new Error('no connection to db.internal');
  });
  metrics.health.register('cache', () => false, { critical: false, probes: ['startup'] });
  const ready = await fetch(`${metrics.admin?.address}/readyz`);
  expect([ready.status, ready.headers.get('retry-after'), await ready.json()]).toEqual([503, '1', { status: 'fail' }]);
  const verbose = await fetch(`${metrics.admin?.address}/readyz?verbose`);
  expect(await verbose.json()).toMatchObject({
    status: 'fail',
    checks: { database: [{ status: 'fail', output: expect.stringContaining('no connection to db.internal') }] },
  });
  expect(await status(metrics, '/livez')).toBe(200);
  metrics.health.register('database', () => true);
  const startup = await fetch(`${metrics.admin?.address}/startupz`);
  expect([startup.status, await startup.json()]).toEqual([200, { status: 'warn' }]);
});

test('HEAD answers without a body, other methods are refused', async () => {
  const metrics = await createInstance({ admin: { port: 0 }, backends: {} });
  const head = await fetch(`${metrics.admin?.address}/livez`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(await status(metrics, '/livez', { method: 'POST' })).toBe(405);
});

test('probes must know what auth asks for; the page has its own', async () => {
  const metrics = await createInstance({
    admin: { port: 0, auth: { token: 'secret' } },
    backends: { page: { type: 'prometheus', port: 0 } },
  });
  expect(await status(metrics, '/readyz')).toBe(401);
  expect(await status(metrics, '/readyz', { headers: { authorization: 'Bearer secret' } })).toBe(200);
  expect(await status(metrics, '/metrics')).toBe(200);
});

test('while it drains it is alive and scraped but not ready, and the port closes last', async () => {
  const metrics = await createInstance({
    admin: { port: 0, gracePeriod: '200ms' },
    backends: { page: { type: 'prometheus', port: 0 } },
  });
  metrics.counter('orders').add(1);
  const ending = metrics.shutdown(5);
  expect(await status(metrics, '/readyz')).toBe(503);
  expect(await status(metrics, '/livez')).toBe(200);
  expect(await (await fetch(`${metrics.admin?.address}/metrics`)).text()).toContain('orders_total 1\n');
  expect(await ending).toMatchObject({ page: { ok: true, account: { pending: 0 } } });
  await expect(fetch(`${metrics.admin?.address}/livez`)).rejects.toThrow();
});

test('a port in use rejects, as do credentials that cannot be sent, and leave nothing behind', async () => {
  const port = await occupyPort();
  const page = await unusedPort();
  const config: BotMetricsConfig = { admin: { port }, backends: { page: { type: 'prometheus', port: page } } };
  await expect(createInstance(config)).rejects.toMatchObject({
    code: 'port_in_use',
    message: `admin: cannot listen on 127.0.0.1:${port}: the port is in use; choose another port (0 takes a free one)`,
  });
  await expect(createInstance({ admin: { auth: { username: 'a:b', password: 'c' } } })).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringMatching(/^admin\.auth\.username: expected text without ":"/),
  });
  const taken = await occupyPort();
  const free = await unusedPort();
  await expect(
    createInstance({ admin: { port: free }, backends: { page: { type: 'prometheus', port: taken } } }),
  ).rejects.toMatchObject({ code: 'port_in_use' });
  await expect(fetch(`http://127.0.0.1:${free}/livez`)).rejects.toThrow();
});

test('reconfigure moves a page onto the admin server and away from it', async () => {
  const port = await unusedPort();
  const metrics = await createInstance({ admin: { port }, backends: {} });
  expect(await status(metrics, '/metrics')).toBe(404);
  await metrics.reconfigure({ admin: { port }, backends: { page: { type: 'prometheus', port } } });
  metrics.counter('orders').add(1);
  expect(await (await fetch(`${metrics.admin?.address}/metrics`)).text()).toContain('orders_total 1\n');
  await metrics.reconfigure({ admin: { port }, backends: {} });
  expect(await status(metrics, '/metrics')).toBe(404);
});

test('the health of an instance can be mounted in a server of its own', async () => {
  const metrics = await createInstance({ backends: {} });
  metrics.health.register('queue', () => false);
  const handler = healthHandler(metrics.health);
  const server = createServer((request, response) => void handler(request, response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health?verbose`);
  expect([response.status, await response.json()]).toMatchObject([503, { checks: { queue: [{ status: 'fail' }] } }]);
});

test('an instance can drain before it is shut down, and waits for that once', async () => {
  const metrics = await createInstance({
    admin: { port: 0, gracePeriod: '20ms' },
    backends: { page: { type: 'prometheus', port: 0 } },
  });
  await metrics.drain();
  expect(await status(metrics, '/readyz')).toBe(503);
  metrics.counter('orders').add(1);
  expect(await (await fetch(`${metrics.admin?.address}/metrics`)).text()).toContain('orders_total 1\n');
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  await metrics.drain();
  expect(timers).not.toHaveBeenCalled();
});
