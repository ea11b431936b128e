// Run by workers.test.ts: keeps four workers alive, kills every second one, and finally reports the expected value of
// each series.
import cluster from 'node:cluster';
import { MultiMetricsBackend } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { collectWorkers } from '@bot-metrics/workers';

const WORKERS = 4;
const ROUNDS = 3;
const series = Number(process.argv[2]);

const prometheus = new PrometheusMetricsBackend({ port: 0 });
const backend = new MultiMetricsBackend([prometheus]);
await backend.start();
collectWorkers(backend.store, { cluster });

let lives = 0;
let expected = 0;
let alive = 0;
let ending = false;
const ends = { killed: 0, 'handed over': 0 };

function begin() {
  const end = lives++ % 2 === 0 ? 'killed' : 'handed over';
  cluster.setupPrimary({
    exec: new URL('reporting-worker.mjs', import.meta.url).pathname,
    args: [String(series), String(ROUNDS), end],
  });
  alive += 1;
  cluster.fork().on('exit', (code, signal) => {
    alive -= 1;
    if (end === 'killed' ? signal !== 'SIGKILL' : code !== 0) throw new Error(`a worker ended with ${signal ?? code}`);
    ends[end] += 1;
    expected += end === 'killed' ? ROUNDS : ROUNDS + 1;
    if (!ending) begin();
    else if (alive === 0) process.send({ expected, ends });
  });
}

for (let i = 0; i < WORKERS; i++) begin();
process.on('message', () => {
  ending = true;
});
process.send(prometheus.address);
