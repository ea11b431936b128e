import { getHeapSpaceStatistics } from 'node:v8';
import { BotMetricsError, bounded, type Metrics, type Scheduler, systemScheduler } from '@bot-metrics/core';
import type { MetricStore } from '@bot-metrics/core/backend';
import { type EventLoopDelay, EventLoopWindow } from './event-loop-window.ts';
import { recordGcDurations } from './gc-durations.ts';

/** How the event loop is measured. */
export interface NodeRuntimeMetricsOptions {
  /** Length in seconds of the windows for event loop delay and utilization. @default 10 */
  readonly windowSeconds?: number;
  /** Timers for the windows. @default the runtime's timers */
  readonly scheduler?: Scheduler;
}

interface Running {
  readonly owner: NodeRuntimeMetrics;
  readonly eventLoop: EventLoopWindow;
  readonly stopGc: () => void;
}

/** Keyed by store. An entry with `now: undefined` means that the metrics are defined but not measured at present. */
const runningIn = new WeakMap<MetricStore, { now: Running | undefined }>();

/**
 * Metrics of the Node process from Node's own APIs, named after the semantic conventions: event loop, garbage
 * collection, heap, memory, CPU time and active resources. Garbage collections are recorded as they happen; the rest is
 * read when a backend reads.
 */
export class NodeRuntimeMetrics {
  readonly #metrics: Metrics;
  readonly #windowSeconds: number;
  readonly #scheduler: Scheduler;

  /** @throws BotMetricsError `invalid_configuration` for an invalid window */
  constructor(metrics: Metrics, options: NodeRuntimeMetricsOptions = {}) {
    const { windowSeconds = 10, scheduler = systemScheduler } = options;
    if (!(Number.isFinite(windowSeconds) && windowSeconds > 0)) {
      const problem = `windowSeconds: expected a number of seconds above 0, received ${windowSeconds}`;
      throw new BotMetricsError('invalid_configuration', problem);
    }
    this.#metrics = metrics;
    this.#windowSeconds = windowSeconds;
    this.#scheduler = scheduler;
  }

  /** Starts measuring. Has no effect if these metrics are already measured for the same store. */
  start(): void {
    const { store } = this.#metrics;
    const known = runningIn.get(store);
    const running = known ?? { now: undefined };
    if (running.now !== undefined) return;
    if (known === undefined) observe(this.#metrics, () => running.now?.eventLoop);
    runningIn.set(store, running);
    running.now = {
      owner: this,
      eventLoop: new EventLoopWindow(this.#windowSeconds, this.#scheduler),
      stopGc: recordGcDurations(this.#metrics),
    };
  }

  /** Stops measuring. All series except garbage collection disappear with the next reading. */
  stop(): void {
    const running = runningIn.get(this.#metrics.store);
    if (running?.now?.owner !== this) return;
    running.now.eventLoop.stop();
    running.now.stopGc();
    running.now = undefined;
  }
}

/** Defines the metrics read on demand. While `eventLoop` returns `undefined`, they report nothing. */
function observe(metrics: Metrics, eventLoop: () => EventLoopWindow | undefined): void {
  observeEventLoop(metrics, eventLoop);
  const running = () => eventLoop() !== undefined;
  metrics.observableCounter(
    'process.cpu.time',
    { description: 'CPU time of the process.', unit: 's', labels: { 'cpu.mode': ['user', 'system'] } },
    (report) => {
      if (!running()) return;
      const { user, system } = process.cpuUsage();
      report(user / 1e6, { 'cpu.mode': 'user' });
      report(system / 1e6, { 'cpu.mode': 'system' });
    },
  );
  metrics.observableUpDownCounter(
    'process.memory.usage',
    { description: 'Resident memory of the process.', unit: 'By' },
    (report) => {
      if (running()) report(process.memoryUsage.rss());
    },
  );
  metrics.observableUpDownCounter(
    'v8js.memory.heap.used',
    { description: 'Heap in use.', unit: 'By', labels: { 'v8js.heap.space.name': bounded(20) } },
    (report) => {
      if (!running()) return;
      for (const { space_name: name, space_used_size: bytes } of getHeapSpaceStatistics()) {
        report(bytes, { 'v8js.heap.space.name': name });
      }
    },
  );
  metrics.observableGauge(
    'v8js.resource.active',
    {
      description: 'Resources that keep the event loop alive.',
      unit: '{resource}',
      labels: { 'v8js.resource.type': bounded(40) },
    },
    (report) => {
      if (!running()) return;
      const counts = new Map<string, number>();
      for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
      for (const [type, count] of counts) report(count, { 'v8js.resource.type': type });
    },
  );
}

const delays: readonly (keyof EventLoopDelay)[] = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'];

/** A backend that has not read for this long does not extend the interval of the maximum. */
const MAX_INTERVAL_SECONDS = 300;

function observeEventLoop(metrics: Metrics, eventLoop: () => EventLoopWindow | undefined): void {
  const { store } = metrics;
  const read = (statistic: keyof EventLoopDelay): number | undefined =>
    statistic === 'max'
      ? eventLoop()?.maximum(store.clock.monotonicSeconds(), store.earliestReading(MAX_INTERVAL_SECONDS))
      : eventLoop()?.reading().delay?.[statistic];
  for (const statistic of delays) {
    metrics.observableGauge(
      `nodejs.eventloop.delay.${statistic}`,
      { description: `Event loop delay, ${statistic} of a window.`, unit: 's' },
      (report) => {
        const delay = read(statistic);
        if (delay !== undefined) report(delay);
      },
    );
  }
  metrics.observableGauge(
    'nodejs.eventloop.utilization',
    { description: 'Share of a window during which the event loop was busy.', unit: '1' },
    (report) => {
      const reading = eventLoop()?.reading();
      if (reading !== undefined) report(reading.utilization);
    },
  );
}
