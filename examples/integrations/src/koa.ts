import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MetricsCollectorService } from '@bot-metrics/core';
import { httpMetrics } from '@bot-metrics/http/koa';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import Router from '@koa/router';
import Koa from 'koa';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);

const router = new Router();
router.get('/users/:id', (ctx) => {
  ctx.body = `user ${ctx.params.id}`;
});
const server = new Koa().use(httpMetrics(collector)).use(router.routes()).listen(0, '127.0.0.1');
await once(server, 'listening');

await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/users/42`)).text();
server.closeAllConnections();
server.close();
console.log(await backend.getMetricsOutput());
