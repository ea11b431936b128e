// Run by real-workers.test.ts: a primary whose workers record, report and exit. Prints its page at the end.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { collectWorkers } from '@bot-metrics/workers';

const [kind, count, records] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const store = new MetricStore();
new Metrics(store).counter('sent', { labels: ['kind'] }).add(1, { kind: 'primary' });
const script = new URL('worker.mjs', import.meta.url);
const exits = [];
if (kind === 'cluster') {
  const collection = collectWorkers(store, { cluster });
  cluster.setupPrimary({ exec: script.pathname, args: [records], serialization: 'json' });
  for (let i = 0; i < count; i++) exits.push(once(cluster.fork(), 'exit'));
  await Promise.all(exits);
  collection.close();
} else {
  const collection = collectWorkers(store);
  for (let i = 0; i < count; i++) {
    const worker = new Worker(script, { argv: [records] });
    collection.add(worker);
    exits.push(once(worker, 'exit'));
  }
  await Promise.all(exits);
  collection.close();
}
const snapshot = store.openReader({ name: 'end' }).snapshot();
const totals = {};
for (const { kind: of, metric, values, counts, slots } of snapshot.families) {
  for (let slot = 0; slot < slots; slot++) {
    const name = [metric.definition.name, ...metric.labelsOf(slot).flat()].join(' ');
    totals[name] = of === 'histogram' ? counts[slot] : values[slot];
  }
}
console.log(JSON.stringify(totals));
