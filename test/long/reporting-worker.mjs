// A worker of reporting-primary.mjs: records into every series in rounds, flushes each round, and ends as told. It
// reports only on flush, so that it is known what a killed worker has reported.
import { Metrics } from '@bot-metrics/core';
import { WorkerMetricsBackend } from '@bot-metrics/workers';

const [series, rounds, end] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const backend = new WorkerMetricsBackend({ interval: 3600, timeout: 60 });
await backend.start();
const jobs = new Metrics(backend).counter('jobs', { labels: ['job'], limit: series });
for (let round = 0; round < rounds; round++) {
  for (let job = 0; job < series; job++) jobs.add(1, { job });
  await backend.flush(60);
}
if (end === 'killed') {
  // Recorded but never reported.
  for (let job = 0; job < series; job++) jobs.add(1000, { job });
  process.kill(process.pid, 'SIGKILL');
} else {
  for (let job = 0; job < series; job++) jobs.add(1, { job });
  await backend.shutdown(60);
  process.exit(0);
}
