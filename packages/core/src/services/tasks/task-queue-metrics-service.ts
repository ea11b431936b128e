import type { Gauge } from '../../instruments/instrument.ts';
import type { Metrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-recorder.ts';
import { metricsOf } from '../metrics-of.ts';
import { NamedGauges, namesFor } from '../named-gauges.ts';
import type { NamingOptions } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';
import type { TaskQueueMetrics } from './task-queue-metrics.ts';
import type { TaskQueueMetricsPort } from './task-queue-metrics-port.ts';

/** How the service names its metrics and polls its port. */
export interface TaskQueueMetricsServiceOptions extends NamingOptions, PollingOptions {
  /** The queue to read. @default all queues, as `default` */
  readonly queue?: string;
}

/** Records how many workers are busy and how many jobs wait, or are in each state. The old service knew no queue depth, so it has no classic name. */
export class TaskQueueMetricsService {
  readonly #port: TaskQueueMetricsPort;
  readonly #queue: string | undefined;
  readonly #workers: NamedGauges;
  readonly #depth: Gauge<readonly ['messaging.destination.name', 'state']>;
  /** Those that the port has told. */
  readonly #states = new Set<string>();
  readonly #polling: Polling;

  constructor(
    backend: MetricsRecorder | Metrics,
    port: TaskQueueMetricsPort,
    options: TaskQueueMetricsServiceOptions = {},
  ) {
    const metrics = metricsOf(backend);
    const names = namesFor(options.naming, { name: 'task.workers.active', unit: '{worker}' }, 'celery_workers_active');
    this.#port = port;
    this.#queue = options.queue;
    this.#workers = new NamedGauges(metrics, names, 'Workers that are busy.');
    this.#depth = metrics.gauge('messaging.queue.depth', {
      description: 'Jobs in the queue, by state.',
      unit: '{job}',
      labels: ['messaging.destination.name', 'state'],
    });
    const polled = { what: 'the task queue', collect: () => this.collect(), clear: () => this.#clear() };
    this.#polling = new Polling(polled, metrics.store.diagnostics, options);
  }

  /** Reads the port once and records it. Rejects with what the port rejects with. */
  async collect(): Promise<TaskQueueMetrics> {
    const [activeWorkers, queueLength, depth] = await Promise.all([
      this.#port.getActiveWorkers(),
      this.#port.getQueueLength(this.#queue),
      this.#port.getQueueDepth?.(this.#queue),
    ]);
    this.#workers.set(activeWorkers);
    for (const [state, jobs] of Object.entries(depth ?? { waiting: queueLength })) {
      this.#states.add(state);
      this.#depth.set(jobs, this.#depthLabels(state));
    }
    return { activeWorkers, queueLength };
  }

  /** Collects now and every `intervalSeconds`. */
  start(intervalSeconds: number): void {
    this.#polling.start(intervalSeconds);
  }

  stop(): void {
    this.#polling.stop();
  }

  #depthLabels(state: string): { 'messaging.destination.name': string; state: string } {
    return { 'messaging.destination.name': this.#queue ?? 'default', state };
  }

  #clear(): void {
    this.#workers.clear();
    for (const state of this.#states) this.#depth.remove(this.#depthLabels(state));
  }
}
