// A worker of primary.mjs: records, flushes and exits.
import { Metrics } from '@bot-metrics/core';
import { WorkerMetricsBackend } from '@bot-metrics/workers';

const backend = new WorkerMetricsBackend({ interval: 0.02 });
await backend.start();
const metrics = new Metrics(backend);
const sent = metrics.counter('sent', { labels: ['kind'] });
const sizes = metrics.histogram('sizes', { buckets: [10] });
const open = metrics.upDownCounter('open');
open.add(1);
for (let i = 0; i < Number(process.argv[2]); i++) {
  sent.add(1, { kind: 'worker' });
  sizes.record(i % 20);
  // Yields, so that reports go out in between.
  if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
await backend.shutdown();
process.exit(0);
