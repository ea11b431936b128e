// Loads the same packages with `require`.
const { Metrics, MultiMetricsBackend } = require('@bot-metrics/core');
const { PrometheusMetricsBackend } = require('@bot-metrics/prometheus');
const { createBotMetrics } = require('@bot-metrics/sdk');
const { instrumentGrammy } = require('@bot-metrics/telegram/grammy');
const { instrumentPgPool } = require('@bot-metrics/database/pg');

(async () => {
  const page = new PrometheusMetricsBackend({ listen: false });
  const backend = new MultiMetricsBackend([page]);
  new Metrics(backend).counter('orders').add(5);
  const metrics = await createBotMetrics(
    { backends: { page: { type: 'prometheus', port: 0 } } },
    { configFile: false, env: {} },
  );
  await metrics.shutdown(1);
  const total = Number(/^orders_total (\d+)$/m.exec(await backend.getMetricsOutput())?.[1]);
  const functions = [instrumentGrammy, instrumentPgPool].every((fn) => typeof fn === 'function');
  console.log(JSON.stringify({ node: process.version, total, functions }));
})();
