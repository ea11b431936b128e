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

test('one port serves the probes and the page', async () => {
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

test('without the key admin, or with enabled: false, there is no server', async () => {
  const without = await createInstance({ backends: {} });
  const disabled = await createInstance({ backends: {}, admin: { enabled: false, port: 0 } });
  expect([without.admin, disabled.admin]).toEqual([undefined, undefined]);
});

test('a page with another address keeps its own server', async () => {
  const port = await unusedPort();
  const metrics = await createInstance({ admin: { port: 0 }, backends: { page: { type: 'prometheus', port } } });
  expect(await status(metrics, '/metrics')).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
});

test('a failing check makes /readyz fail but not /livez, and is listed only with ?verbose', async () => {
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

test('HEAD responds without a body, and other methods are rejected', async () => {
  const metrics = await createInstance({ admin: { port: 0 }, backends: {} });
  const head = await fetch(`${metrics.admin?.address}/livez`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(await status(metrics, '/livez', { method: 'POST' })).toBe(405);
});

test('probes need the credentials of admin.auth, the page those of its backend', async () => {
  const metrics = await createInstance({
    admin: { port: 0, auth: { token: 'secret' } },
    backends: { page: { type: 'prometheus', port: 0 } },
  });
  expect(await status(metrics, '/readyz')).toBe(401);
  expect(await status(metrics, '/readyz', { headers: { authorization: 'Bearer secret' } })).toBe(200);
  expect(await status(metrics, '/metrics')).toBe(200);
});

test('while draining, /readyz fails, /livez and the page respond, and the port closes last', async () => {
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

test('a port in use and credentials that cannot be sent reject, and nothing keeps running', async () => {
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

test('reconfigure moves a page to the admin server and back', async () => {
  const port = await unusedPort();
  const metrics = await createInstance({ admin: { port }, backends: {} });
  expect(await status(metrics, '/metrics')).toBe(404);
  await metrics.reconfigure({ admin: { port }, backends: { page: { type: 'prometheus', port } } });
  metrics.counter('orders').add(1);
  expect(await (await fetch(`${metrics.admin?.address}/metrics`)).text()).toContain('orders_total 1\n');
  await metrics.reconfigure({ admin: { port }, backends: {} });
  expect(await status(metrics, '/metrics')).toBe(404);
});

test('the health of an instance can be served by another server', async () => {
  const metrics = await createInstance({ backends: {} });
  metrics.health.register('queue', () => false);
  const handler = healthHandler(metrics.health);
  const server = createServer((request, response) => void handler(request, response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health?verbose`);
  expect([response.status, await response.json()]).toMatchObject([503, { checks: { queue: [{ status: 'fail' }] } }]);
});

test('an instance can drain before the shutdown, which then does not wait again', async () => {
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
