import type { Gauge } from '../../instruments/instrument.ts';
import { type Metrics, toMetrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-backend-port.ts';
import { NamedGauges, type NamingOptions, selectNames } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';

/** Reads a task queue. */
export interface TaskQueueMetricsPort {
  getActiveWorkers(): Promise<number>;
  /** Waiting jobs, in `queue` or in all queues. */
  getQueueLength(queue?: string): Promise<number>;
  /**
   * The jobs of `queue`, or of all queues, by state, such as `{ waiting: 3, delayed: 1 }`. The states must be few and the same
   * in each reading. Leave it out if only waiting jobs are known.
   */
  getQueueDepth?(queue?: string): Promise<Readonly<Record<string, number>>>;
}

/** A task queue at one moment. */
export interface TaskQueueMetrics {
  readonly activeWorkers: number;
  /** Waiting jobs. */
  readonly queueLength: number;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

/** The naming of the service's metrics, and how it polls its port. */
export interface TaskQueueMetricsServiceOptions extends NamingOptions, PollingOptions {
  /** The queue to read. @default all queues, under the label value `default` */
  readonly queue?: string;
}

/** Records busy workers and the jobs in each state. The queue depth has no classic name, because the Python service had none. */
export class TaskQueueMetricsService {
  readonly #port: TaskQueueMetricsPort;
  readonly #queue: string | undefined;
  readonly #workers: NamedGauges;
  readonly #depth: Gauge<readonly ['messaging.destination.name', 'state']>;
  /** States that the port has reported. */
  readonly #states = new Set<string>();
  readonly #polling: Polling;

  constructor(
    backend: MetricsRecorder | Metrics,
    port: TaskQueueMetricsPort,
    options: TaskQueueMetricsServiceOptions = {},
  ) {
    const metrics = toMetrics(backend);
    const names = selectNames(
      options.naming,
      { name: 'task.workers.active', unit: '{worker}' },
      'celery_workers_active',
    );
    this.#port = port;
    this.#queue = options.queue;
    this.#workers = new NamedGauges(metrics, names, 'Busy workers.');
    this.#depth = metrics.gauge('messaging.queue.depth', {
      description: 'Jobs in the queue, by state.',
      unit: '{job}',
      labels: ['messaging.destination.name', 'state'],
    });
    const polled = { what: 'the task queue', collect: () => this.collect(), clear: () => this.#clear() };
    this.#polling = new Polling(polled, metrics.store.diagnostics, options);
  }

  /** Reads the port once and records the values. Rejects with the error of the port. */
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

  /**
   * Collects now and every `intervalSeconds`.
   * @throws BotMetricsError `invalid_configuration` for an interval that is not above 0
   */
  start(intervalSeconds: number): void {
    this.#polling.start(intervalSeconds);
  }

  /** Stops polling. The last values stay. */
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
