import type { Cluster, Worker as ClusterWorker } from 'node:cluster';
import type { EventEmitter } from 'node:events';
import type { Worker as WorkerThread } from 'node:worker_threads';
import type { MetricStore } from '@bot-metrics/core/backend';
import { MergedReports, type WorkerGaugeRule } from './merged-reports.ts';
import { isReport, PROTOCOL, type WorkerReceipt, type WorkerReport } from './worker-report.ts';

/** How metrics of several workers are merged. */
export interface CollectWorkersOptions {
  /** Per gauge: how the workers' values are merged. @default 'sum' for each gauge */
  readonly gauges?: Readonly<Record<string, WorkerGaugeRule>>;
}

/** Merges the reports of workers until it is closed. */
export interface WorkerCollection {
  /** Adds a worker: a thread, or a process started with `fork`. */
  add(worker: WorkerThread | Pick<EventEmitter, 'on' | 'off'>): void;
  close(): void;
}

type Send = (receipt: WorkerReceipt) => void;

/**
 * Runs in the primary: merges the workers' reports into a store, so that all its backends include them. Pass the
 * `node:cluster` module to include cluster workers; use `add` for threads and forked processes.
 */
export function collectWorkers(
  store: MetricStore,
  options: CollectWorkersOptions & { readonly cluster?: Cluster } = {},
): WorkerCollection {
  const collection = new Collection(store, options);
  const { cluster } = options;
  if (cluster === undefined) return collection;
  const onMessage = (worker: ClusterWorker, message: unknown): void =>
    collection.take(`${worker.id}`, message, (receipt) => worker.send(receipt, ignoreResult));
  const onExit = (worker: ClusterWorker): void => collection.forget(`${worker.id}`);
  cluster.on('message', onMessage).on('exit', onExit);
  collection.onClose(() => cluster.off('message', onMessage).off('exit', onExit));
  return collection;
}

/** A worker that has exited receives no receipt. Without a callback, that would raise an error in the primary. */
function ignoreResult(): void {}

class Collection implements WorkerCollection {
  readonly #store: MetricStore;
  readonly #reports: MergedReports;
  /** Each living worker's epoch and last report. */
  readonly #workers = new Map<string, { readonly epoch: string; sequence: number; refused: readonly string[] }>();
  readonly #dead = new Set<string>();
  readonly #whenClosed: (() => void)[] = [];
  #added = 0;

  constructor(store: MetricStore, { gauges = {} }: CollectWorkersOptions) {
    this.#store = store;
    this.#reports = new MergedReports(store, (metric) => gauges[metric] ?? 'sum');
  }

  add(worker: WorkerThread | Pick<EventEmitter, 'on' | 'off'>): void {
    const name = `added ${++this.#added}`;
    const channel = worker as Pick<EventEmitter, 'on' | 'off'> & {
      postMessage?(message: unknown): void;
      send?(message: unknown, done: () => void): unknown;
    };
    const send: Send = (receipt) => {
      if (channel.postMessage !== undefined) channel.postMessage(receipt);
      else channel.send?.(receipt, ignoreResult);
    };
    const onMessage = (message: unknown): void => this.take(name, message, send);
    const onExit = (): void => this.forget(name);
    channel.on('message', onMessage);
    channel.on('exit', onExit);
    this.onClose(() => {
      channel.off('message', onMessage);
      channel.off('exit', onExit);
    });
  }

  close(): void {
    for (const call of this.#whenClosed.splice(0)) call();
  }

  onClose(call: () => void): void {
    this.#whenClosed.push(call);
  }

  /** Merges a report once and sends a receipt every time. */
  take(name: string, message: unknown, send: Send): void {
    if (!isReport(message)) return;
    const { epoch, sequence } = message;
    // Ignore late reports of dead workers: their gauges have already been removed.
    if (this.#dead.has(epoch)) return;
    const known = this.#workers.get(name);
    if (known?.epoch !== epoch) {
      if (known !== undefined) this.forget(name);
      this.#workers.set(name, { epoch, sequence: 0, refused: [] });
    }
    const worker = this.#workers.get(name);
    if (worker !== undefined && sequence > worker.sequence) {
      worker.sequence = sequence;
      worker.refused = this.#merge(name, message);
    }
    send({ protocol: PROTOCOL, epoch, received: sequence, refused: worker?.refused ?? [] });
  }

  forget(name: string): void {
    const worker = this.#workers.get(name);
    if (worker === undefined) return;
    this.#workers.delete(name);
    this.#dead.add(worker.epoch);
    this.#reports.forget(name);
  }

  /**
   * Merges the metrics of a report. A metric that conflicts with the primary's is skipped with one diagnostic. Returns
   * the names of skipped metrics.
   */
  #merge(name: string, { metrics }: WorkerReport): string[] {
    return metrics.flatMap((metric) => {
      try {
        this.#reports.add(name, metric);
        return [];
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const message = `metric "${metric.name}" of a worker is skipped: ${why}`;
        this.#store.warn('worker_metric_refused', metric.name, message);
        return [metric.name];
      }
    });
  }
}
