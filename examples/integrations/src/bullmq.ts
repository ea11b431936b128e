// Needs Redis: REDIS_PORT.
import { once } from 'node:events';
import { MetricsCollectorService, TaskQueueMetricsService } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { BullmqTaskQueueMetrics, instrumentBullmqWorker } from '@bot-metrics/tasks/bullmq';
import { Queue, Worker } from 'bullmq';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);

const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT ?? 6379) };
const queue = new Queue('example-posts', { connection });
const worker = new Worker('example-posts', async () => 'published', { connection });
instrumentBullmqWorker(worker, collector);
const completed = once(worker, 'completed');
await queue.add('publish', { post: 1 });
await completed;
// In a service: .start(15), in one process only.
await new TaskQueueMetricsService(backend, new BullmqTaskQueueMetrics(queue), { queue: queue.name }).collect();
await worker.close();
await queue.close();
console.log(await backend.getMetricsOutput());
