import { MetricsCollectorService } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { runTask } from '@bot-metrics/tasks';
import { instrumentNodeCron } from '@bot-metrics/tasks/node-cron';
import { createTask } from 'node-cron';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);

const digest = createTask('0 8 * * *', async () => 'sent', { name: 'digest' });
instrumentNodeCron(digest, collector);
await digest.execute();
await digest.destroy();

await runTask(collector, 'clean up', async () => {});
console.log(await backend.getMetricsOutput());
