// A service with many counters, which one library exposes. Over its IPC channel it changes all counters, and reports the CPU
// time since `begin`.
import { createServer } from 'node:http';

const [library, count] = process.argv.slice(2);
const series = Number(count);

const libraries = {
  async ours() {
    const { Metrics } = await import('@bot-metrics/core');
    const { PrometheusMetricsBackend } = await import('@bot-metrics/prometheus');
    const backend = new PrometheusMetricsBackend({ listen: false });
    const requests = new Metrics(backend).counter('requests', { labels: ['a', 'b', 'c'], limit: series + 1 });
    return { add: (labels) => requests.add(1, labels), handler: backend.handler };
  },
  async opentelemetry() {
    const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
    const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
    const exporter = new PrometheusExporter({ preventServerStart: true });
    const views = [{ instrumentName: 'requests', aggregationCardinalityLimit: series + 2 }];
    const requests = new MeterProvider({ readers: [exporter], views }).getMeter('bench').createCounter('requests');
    return {
      add: (labels) => requests.add(1, labels),
      handler: (request, response) => exporter.getMetricsRequestHandler(request, response),
    };
  },
  async 'prom-client'() {
    const { Counter, register } = (await import('prom-client')).default;
    const requests = new Counter({ name: 'requests', help: 'x', labelNames: ['a', 'b', 'c'] });
    return {
      add: (labels) => requests.inc(labels),
      async handler(_, response) {
        response.setHeader('content-type', register.contentType);
        response.end(await register.metrics());
      },
    };
  },
};

const { add, handler } = await libraries[library]();
const server = createServer(handler);
let before = process.cpuUsage();
process.on('message', (question) => {
  if (question === 'change') for (let i = 0; i < series; i++) add({ a: `a${i % 10}`, b: `b${i % 100}`, c: `c${i}` });
  if (question === 'begin') before = process.cpuUsage();
  const { user, system } = process.cpuUsage(before);
  process.send((user + system) / 1000);
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}/metrics`));
