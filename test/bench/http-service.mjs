// An HTTP server whose requests one library measures, or none. Over its IPC channel it reports the CPU time since `begin`,
// and how many requests the library's page counts.
import { createRequire } from 'node:module';

// OpenTelemetry's instrumentation replaces what `require` returns.
const require = createRequire(import.meta.url);
const [framework, library] = process.argv.slice(2);

const libraries = {
  none: () => ({ page: () => '' }),
  async ours() {
    const { MetricsCollectorService } = await import('@bot-metrics/core');
    const { instrumentHttpServer } = await import('@bot-metrics/http');
    const { PrometheusMetricsBackend } = await import('@bot-metrics/prometheus');
    const backend = new PrometheusMetricsBackend({ listen: false });
    instrumentHttpServer(new MetricsCollectorService(backend));
    return { page: () => backend.getMetricsOutput() };
  },
  opentelemetry() {
    const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
    const { PrometheusExporter, PrometheusSerializer } = require('@opentelemetry/exporter-prometheus');
    const { MeterProvider } = require('@opentelemetry/sdk-metrics');
    const reader = new PrometheusExporter({ preventServerStart: true });
    new HttpInstrumentation().setMeterProvider(new MeterProvider({ readers: [reader] }));
    return {
      page: async () => new PrometheusSerializer().serialize((await reader.collect()).resourceMetrics),
    };
  },
  'express-prom-bundle'() {
    const middleware = require('express-prom-bundle')({ includeMethod: true, includePath: true, autoregister: false });
    return { middleware, page: () => middleware.promClient.register.metrics() };
  },
};

const servers = {
  async Express(middleware) {
    const app = require('express')();
    if (middleware !== undefined) app.use(middleware);
    app.get('/users/:id', (request, response) => response.json({ id: request.params.id }));
    return new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve(server));
    });
  },
  async Fastify() {
    const app = require('fastify')();
    app.get('/users/:id', async (request) => ({ id: request.params.id }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return app.server;
  },
};

const { middleware, page } = await libraries[library]();
const server = await servers[framework](middleware);

/** Names of the families: `http_server_duration`, `http_server_request_duration_seconds`, `http_request_duration_seconds`. */
const countLine = /^http_(?:server_)?(?:request_)?duration(?:_seconds)?_count\{.*\} (\d+)$/gm;

async function countedRequests() {
  let total = 0;
  for (const [, count] of (await page()).matchAll(countLine)) total += Number(count);
  return total;
}

let before = process.cpuUsage();
process.on('message', async (question) => {
  if (question === 'count') return process.send(await countedRequests());
  if (question === 'begin') before = process.cpuUsage();
  const { user, system } = process.cpuUsage(before);
  process.send(user + system);
});
process.once('disconnect', () => process.exit());
process.send(server.address().port);
