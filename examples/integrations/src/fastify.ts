import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentHttpServer } from '@bot-metrics/http';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import fastify from 'fastify';

const backend = new PrometheusMetricsBackend({ listen: false });
instrumentHttpServer(new MetricsCollectorService(backend));

const app = fastify({ forceCloseConnections: true });
app.register(async (users) => users.get('/:id', async () => 'user'), { prefix: '/users' });
const address = await app.listen({ host: '127.0.0.1', port: 0 });

await (await fetch(`${address}/users/42`)).text();
await app.close();
console.log(await backend.getMetricsOutput());
