// A service under load that is scraped; prints nothing, answers what it is asked about itself over its IPC channel.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Metrics } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';

const series = Number(process.argv[2]);
const RECORDS_A_TURN = 500;
const SWEEP_MILLISECONDS = 50;

const backend = new PrometheusMetricsBackend({ port: 0 });
const requests = new Metrics(backend).counter('requests', { labels: ['route', 'user'], limit: series });
for (let i = 0; i < series; i++) requests.add(1, { route: `/users/${i % 10}`, user: `user ${i}` });
await backend.start();

let used = 0;
let peak = 0;
let isMeasured = false;
const delay = monitorEventLoopDelay({ resolution: 1 });

function bytesUsed() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let turn = 0;
function record() {
  for (let i = 0; i < RECORDS_A_TURN; i++) {
    requests.add(1, { route: `/users/${turn % 10}`, user: `user ${turn++ % series}` });
  }
  if (isMeasured) peak = Math.max(peak, bytesUsed());
  setTimeout(record, 1);
}
record();

process.on('message', async (question) => {
  if (question === 'heap') {
    gc();
    process.send(process.memoryUsage().heapUsed);
  } else if (question === 'begin') {
    gc();
    // Buffers that are garbage are let go of beside the program.
    await new Promise((resolve) => setTimeout(resolve, SWEEP_MILLISECONDS));
    gc();
    used = bytesUsed();
    peak = used;
    isMeasured = true;
    delay.reset();
    delay.enable();
    process.send(true);
  } else if (question === 'end') {
    delay.disable();
    isMeasured = false;
    process.send({ stallMilliseconds: delay.max / 1e6, peakBytes: peak - used });
  }
});
process.send(backend.address);
