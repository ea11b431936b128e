import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MetricsCollectorService } from '@bot-metrics/core';
import { httpMetrics } from '@bot-metrics/http/hono';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);

const app = new Hono();
app.use(httpMetrics(collector));
app.get('/users/:id', (c) => c.text(`user ${c.req.param('id')}`));
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
await once(server, 'listening');

await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/users/42`)).text();
server.close();
console.log(await backend.getMetricsOutput());
