// A server and its client in one process. Both sides are measured.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentHttpClient, instrumentHttpServer } from '@bot-metrics/http';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import express from 'express';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);
instrumentHttpServer(collector);
instrumentHttpClient(collector);

const app = express();
app.get('/users/:id', (request, response) => void response.send(`user ${request.params.id}`));
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');

await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/users/42`)).text();
server.closeAllConnections();
server.close();
console.log(await backend.getMetricsOutput());
