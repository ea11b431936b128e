import type { Cluster, Worker as ClusterWorker } from 'node:cluster';
import type { EventEmitter } from 'node:events';
import type { Worker as WorkerThread } from 'node:worker_threads';
import type { MetricStore } from '@bot-metrics/core/backend';
import type { WorkerGaugeRule } from './merged-reports.ts';
import { ReceivedReports, type Send, type WorkerMessages } from './received-reports.ts';

/** How metrics of several workers are merged. */
export interface CollectWorkersOptions {
  /** Per gauge: how the workers' values are merged. @default 'sum' for each gauge */
  readonly gauges?: Readonly<Record<string, WorkerGaugeRule>>;
}

/** Merges the reports of workers until it is closed. */
export interface WorkerCollection {
  /** Adds a worker: a thread, or a process started with `fork`. Adding it again does nothing. */
  add(worker: WorkerThread | Pick<EventEmitter, 'on' | 'off'>): void;
  /** The messages of workers so far, by what became of them. */
  readonly messages: WorkerMessages;
  close(): void;
}

type Channel = Pick<EventEmitter, 'on' | 'off'> & {
  postMessage?(message: unknown): void;
  send?(message: unknown, done: () => void): unknown;
};

/**
 * Runs in the primary: merges the workers' reports into a store, so that all its backends include them. Pass the
 * `node:cluster` module to include cluster workers; use `add` for threads and forked processes.
 * @throws BotMetricsError `invalid_configuration` for an unknown gauge rule
 */
export function collectWorkers(
  store: MetricStore,
  options: CollectWorkersOptions & { readonly cluster?: Cluster } = {},
): WorkerCollection {
  const collection = new Collection(store, options);
  if (options.cluster !== undefined) collection.addCluster(options.cluster);
  return collection;
}

/** A worker that has exited receives no receipt. Without a callback, that would raise an error in the primary. */
function ignoreResult(): void {}

/** Listens to workers, each until it exits. */
class Collection implements WorkerCollection {
  readonly #reports: ReceivedReports;
  /** Worker objects that are or were listened to. */
  readonly #seen = new WeakSet<object>();
  readonly #stops = new Set<() => void>();
  #added = 0;

  constructor(store: MetricStore, { gauges = {} }: CollectWorkersOptions) {
    this.#reports = new ReceivedReports(store, gauges);
  }

  get messages(): WorkerMessages {
    return this.#reports.messages;
  }

  addCluster(cluster: Cluster): void {
    const exited = new WeakSet<ClusterWorker>();
    const onMessage = (worker: ClusterWorker, message: unknown): void => {
      // Reports may arrive after the exit, when the worker's gauges have already been removed. One that `add` was given reports there.
      if (exited.has(worker) || this.#seen.has(worker)) return;
      this.#reports.take(`${worker.id}`, message, (receipt) => worker.send(receipt, ignoreResult));
    };
    const onExit = (worker: ClusterWorker): void => {
      exited.add(worker);
      this.#reports.forget(`${worker.id}`);
    };
    cluster.on('message', onMessage).on('exit', onExit);
    this.#stops.add(() => cluster.off('message', onMessage).off('exit', onExit));
  }

  add(worker: WorkerThread | Pick<EventEmitter, 'on' | 'off'>): void {
    if (this.#seen.has(worker)) return;
    this.#seen.add(worker);
    const name = `added ${++this.#added}`;
    const channel = worker as Channel;
    const send: Send = (receipt) => {
      if (channel.postMessage !== undefined) channel.postMessage(receipt);
      else channel.send?.(receipt, ignoreResult);
    };
    const onMessage = (message: unknown): void => this.#reports.take(name, message, send);
    const stop = (): void => {
      channel.off('message', onMessage);
      channel.off('exit', onExit);
      this.#stops.delete(stop);
    };
    // Late reports are not listened to either: the worker's gauges have been removed.
    const onExit = (): void => {
      stop();
      this.#reports.forget(name);
    };
    channel.on('message', onMessage);
    channel.on('exit', onExit);
    this.#stops.add(stop);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#stops.clear();
  }
}
