import type { MetricStore } from '@bot-metrics/core/backend';
import { epoch, metricName, metrics, ReportCheck, sequence } from './check-report.ts';
import { Fields } from './field-readers.ts';
import { MergedReports, type ReportingWorker, type WorkerGaugeRule } from './merged-reports.ts';
import { describeVersions, type MetricReport, PROTOCOL, readProtocol, type WorkerReceipt } from './worker-report.ts';

/** More backends than one worker has. A worker that names still more loses the oldest. */
const MAX_BACKENDS = 16;
const MAX_ERROR = 500;

/** The messages of workers, by what became of them. Messages of other code on the same channels are not counted. */
export interface WorkerMessages {
  /** Reports that were merged, possibly without some of their metrics. */
  readonly merged: number;
  /** Reports that were sent again, and had been merged already. */
  readonly repeated: number;
  /** Messages that were malformed, out of order or of another version. Nothing of them was merged. */
  readonly refused: number;
  /** Metrics of merged reports that were malformed, or that the primary defines differently. */
  readonly refusedMetrics: number;
}

export type Send = (receipt: WorkerReceipt) => void;

/** One backend of a worker, and its last report. */
interface Sender extends ReportingWorker {
  sequence: number;
  receipt: WorkerReceipt;
  /** Whether it was shut down. Its gauges stay until the worker exits, or starts another backend. */
  isEnded: boolean;
}

/** Checks, orders, merges and acknowledges the reports of workers. Nothing that a worker sends makes it throw. */
export class ReceivedReports {
  readonly #store: MetricStore;
  readonly #merged: MergedReports;
  /** By channel and epoch. */
  readonly #senders = new Map<string, Map<string, Sender>>();
  readonly #messages = { merged: 0, repeated: 0, refused: 0, refusedMetrics: 0 };

  /** @throws BotMetricsError `invalid_configuration` for an unknown gauge rule */
  constructor(store: MetricStore, gauges: Readonly<Record<string, WorkerGaugeRule>>) {
    this.#store = store;
    this.#merged = new MergedReports(store, gauges);
  }

  get messages(): WorkerMessages {
    return { ...this.#messages };
  }

  /** Merges a report once and sends a receipt every time. */
  take(channel: string, message: unknown, send: Send): void {
    const receipt = this.#answer(channel, message);
    try {
      if (receipt !== undefined) send(receipt);
    } catch {
      // The worker has exited, or sends its report again.
    }
  }

  /** Removes the gauges and the share of up-down counters of a worker. */
  forget(channel: string): void {
    for (const sender of this.#senders.get(channel)?.values() ?? []) this.#merged.forget(sender);
    this.#senders.delete(channel);
  }

  /** The receipt of a message; `undefined` for one that gets none. Never throws. */
  #answer(channel: string, message: unknown): WorkerReceipt | undefined {
    let receipt: WorkerReceipt | undefined;
    try {
      const protocol = readProtocol(message);
      if (protocol === undefined) return undefined;
      const fields = new Fields(message);
      receipt = { protocol: PROTOCOL, epoch: fields.read('epoch', epoch), received: 0, refused: [] };
      if (protocol !== PROTOCOL) return this.#refuseVersion(receipt, protocol);
      if (fields.read('ended', (value) => value === true)) {
        const sender = this.#senders.get(channel)?.get(receipt.epoch);
        if (sender !== undefined) sender.isEnded = true;
        return undefined;
      }
      receipt = { ...receipt, received: fields.read('sequence', sequence) };
      return this.#acknowledge(channel, receipt, fields);
    } catch (error) {
      return this.#refuse(receipt, error);
    }
  }

  #acknowledge(channel: string, receipt: WorkerReceipt, fields: Fields): WorkerReceipt {
    const { received } = receipt;
    const known = this.#senders.get(channel)?.get(receipt.epoch);
    if (known?.sequence === received) {
      this.#messages.repeated += 1;
      return known.receipt;
    }
    // A worker waits for the receipt of a report before it sends the next one.
    if (known !== undefined && received !== known.sequence + 1) {
      throw new Error(`sequence: expected ${known.sequence + 1}, received ${received}`);
    }
    const sender = known ?? this.#addSender(channel, receipt);
    sender.sequence = received;
    try {
      sender.receipt = { ...receipt, refused: this.#merge(sender, readReports(fields)) };
      this.#messages.merged += 1;
    } catch (error) {
      sender.receipt = this.#refuse(receipt, error);
    }
    if (known === undefined) this.#forgetEnded(channel);
    return sender.receipt;
  }

  #addSender(channel: string, receipt: WorkerReceipt): Sender {
    const senders = this.#senders.get(channel) ?? new Map<string, Sender>();
    const sender: Sender = { name: channel, sequence: 0, receipt, isEnded: false };
    const [oldest] = senders.keys();
    if (senders.size >= MAX_BACKENDS && oldest !== undefined) this.#remove(channel, oldest);
    this.#senders.set(channel, senders.set(receipt.epoch, sender));
    return sender;
  }

  /** The successor of a backend has reported all gauges again. */
  #forgetEnded(channel: string): void {
    for (const [epoch, { isEnded }] of this.#senders.get(channel) ?? []) if (isEnded) this.#remove(channel, epoch);
  }

  #remove(channel: string, epoch: string): void {
    const senders = this.#senders.get(channel);
    const sender = senders?.get(epoch);
    if (sender === undefined) return;
    senders?.delete(epoch);
    this.#merged.forget(sender);
  }

  /** Merges the metrics of a report. Skips those that are malformed or conflict with the primary's. Returns their names. */
  #merge(sender: Sender, reports: readonly NamedReport[]): string[] {
    return reports.flatMap(({ name, report }) => {
      try {
        this.#merged.add(sender, report());
        return [];
      } catch (error) {
        this.#messages.refusedMetrics += 1;
        const message = `metric "${name}" of a worker is skipped: ${errorText(error)}`;
        this.#store.warn('worker_metric_refused', name, message);
        return [name];
      }
    });
  }

  #refuse<R extends WorkerReceipt | undefined>(receipt: R, cause: unknown): R {
    const error = errorText(cause);
    this.#messages.refused += 1;
    const message = `a message of a worker was refused: ${error}; use the same version of @bot-metrics/workers in all processes`;
    this.#store.warn('worker_message_refused', 'malformed', message);
    return receipt && { ...receipt, error };
  }

  #refuseVersion(receipt: WorkerReceipt, protocol: string): WorkerReceipt {
    const error = describeVersions('primary', PROTOCOL, 'worker', protocol);
    this.#messages.refused += 1;
    this.#store.warn('worker_message_refused', 'version', `a message of a worker was refused: ${error}`);
    return { ...receipt, error };
  }
}

/** One metric of a report. */
interface NamedReport {
  readonly name: string;
  /** @throws Error for a malformed metric */
  report(): MetricReport;
}

/** @throws Error if the metrics are not a list of objects with names */
function readReports(fields: Fields): NamedReport[] {
  const check = new ReportCheck();
  return fields.read('metrics', metrics).map((metric, i) => {
    const path = `metrics[${i}]`;
    return { name: new Fields(metric, path).read('name', metricName), report: () => check.read(metric, path) };
  });
}

function errorText(error: unknown): string {
  return (error instanceof Error ? error.message : 'it cannot be read').slice(0, MAX_ERROR);
}
