import { getHeapSpaceStatistics } from 'node:v8';
import {
  BotMetricsError,
  bounded,
  type MetricStore,
  type Metrics,
  type Scheduler,
  systemScheduler,
} from '@bot-metrics/core';
import { type EventLoopDelay, EventLoopWindow } from './event-loop-window.ts';
import { recordGcDurations } from './gc-durations.ts';

/** How the event loop is looked at. */
export interface NodeRuntimeMetricsOptions {
  /** Length of the windows that delay and utilization of the event loop are of, in seconds. @default 10 */
  readonly windowSeconds?: number;
  /** What times the windows. @default the runtime's timers */
  readonly scheduler?: Scheduler;
}

interface Running {
  readonly owner: NodeRuntimeMetrics;
  readonly eventLoop: EventLoopWindow;
  readonly stopGc: () => void;
}

/** By store. An entry without a value: the metrics are defined there, and nothing measures them now. */
const runningIn = new WeakMap<MetricStore, { now: Running | undefined }>();

/**
 * The Node process itself, by its own APIs and under the names of the semantic conventions: event loop, garbage collector,
 * heap, memory, processor time and what keeps it alive. All but the garbage collector are read when a backend reads.
 */
export class NodeRuntimeMetrics {
  readonly #metrics: Metrics;
  readonly #windowSeconds: number;
  readonly #scheduler: Scheduler;

  /** @throws BotMetricsError `invalid_configuration` for a window that is none */
  constructor(metrics: Metrics, options: NodeRuntimeMetricsOptions = {}) {
    const { windowSeconds = 10, scheduler = systemScheduler } = options;
    if (!(Number.isFinite(windowSeconds) && windowSeconds > 0)) {
      const what = `windowSeconds is ${windowSeconds}`;
      throw new BotMetricsError('invalid_configuration', `${what}; write a number of seconds above 0`);
    }
    this.#metrics = metrics;
    this.#windowSeconds = windowSeconds;
    this.#scheduler = scheduler;
  }

  /** Does nothing where the same metrics are measured already. */
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

  /** The series of all but the garbage collector disappear with the next reading. */
  stop(): void {
    const running = runningIn.get(this.#metrics.store);
    if (running?.now?.owner !== this) return;
    running.now.eventLoop.stop();
    running.now.stopGc();
    running.now = undefined;
  }
}

/** Defines what is read when a backend reads; while `eventLoop` answers nothing, nothing is reported. */
function observe(metrics: Metrics, eventLoop: () => EventLoopWindow | undefined): void {
  observeEventLoop(metrics, eventLoop);
  const running = () => eventLoop() !== undefined;
  metrics.observableCounter(
    'process.cpu.time',
    { description: 'Processor time of the process.', unit: 's', labels: { 'cpu.mode': ['user', 'system'] } },
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
      description: 'What keeps the event loop alive.',
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

function observeEventLoop(metrics: Metrics, eventLoop: () => EventLoopWindow | undefined): void {
  for (const statistic of delays) {
    metrics.observableGauge(
      `nodejs.eventloop.delay.${statistic}`,
      { description: `Event loop delay, ${statistic} of a window.`, unit: 's' },
      (report) => {
        const delay = eventLoop()?.reading().delay;
        if (delay !== undefined) report(delay[statistic]);
      },
    );
  }
  metrics.observableGauge(
    'nodejs.eventloop.utilization',
    { description: 'Share of a window in which the event loop was busy.', unit: '1' },
    (report) => {
      const reading = eventLoop()?.reading();
      if (reading !== undefined) report(reading.utilization);
    },
  );
}
