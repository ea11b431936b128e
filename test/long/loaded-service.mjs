/** Records continuously until SIGTERM, then shuts down and prints its records and accounts. */
import { setImmediate } from 'node:timers/promises';
import { createBotMetrics } from '@bot-metrics/sdk';

const [endpoint, deadlineSeconds] = process.argv.slice(2);
const metrics = await createBotMetrics({
  backends: { cloud: { type: 'otlp', endpoint, interval: 1, timeout: Number(deadlineSeconds) } },
});
const orders = metrics.counter('orders', { labels: ['shop'] });
const amounts = metrics.histogram('amounts', { labels: ['shop'], buckets: [1, 10] });

let recorded = 0;
let runs = true;
process.once('SIGTERM', async () => {
  runs = false;
  const { cloud } = await metrics.shutdown(Number(deadlineSeconds));
  console.log(JSON.stringify({ recorded, account: cloud.account }));
});
console.log('ready');
while (runs) {
  for (let i = 0; i < 1000; i++) {
    orders.add(1, { shop: i % 500 });
    amounts.record(i % 20, { shop: i % 500 });
  }
  recorded += 2000;
  await setImmediate();
}
