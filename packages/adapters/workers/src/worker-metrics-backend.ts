import { randomUUID } from 'node:crypto';
import { BotMetricsError, systemScheduler } from '@bot-metrics/core';
import {
  type BackendFeatures,
  PushBackend,
  type PushOptions,
  type Snapshot,
  withinDeadline,
} from '@bot-metrics/core/backend';
import { findPrimaryChannel, type PrimaryChannel } from './primary-channel.ts';
import { createReports, isReceipt, PROTOCOL, type WorkerReceipt, type WorkerReport } from './worker-report.ts';

/** How often and over which channel a worker reports. */
export interface WorkerOptions extends PushOptions {
  /** Seconds between two reports. @default 1 */
  readonly interval?: number;
  /** Seconds to wait for a receipt. @default 5 */
  readonly timeout?: number;
  /** @default the channel of the worker thread, or of the process started by `node:cluster` or `fork` */
  readonly channel?: PrimaryChannel;
}

/**
 * Runs in a worker: reports changes to the primary, which merges them into its own metrics. A report without a receipt
 * is sent again unchanged and counted once, so the primary's totals stay exact even if the worker dies later.
 */
export class WorkerMetricsBackend extends PushBackend {
  override readonly features: BackendFeatures = { temporality: 'delta', delivery: 'acknowledged', histograms: true };
  readonly #channel: PrimaryChannel;
  readonly #timeoutSeconds: number;
  readonly #scheduler: NonNullable<PushOptions['scheduler']>;
  readonly #epoch = randomUUID();
  #sequence = 0;
  /** The report sent but not yet acknowledged. */
  #held: { readonly report: WorkerReport; readonly snapshot: Snapshot } | undefined;

  /** @throws BotMetricsError `invalid_configuration` */
  constructor(options: WorkerOptions = {}) {
    const { interval = 1, timeout = 5, scheduler = systemScheduler } = options;
    for (const [name, value] of Object.entries({ interval, timeout })) {
      if (value > 0) continue;
      throw new BotMetricsError(
        'invalid_configuration',
        `${name}: expected a number of seconds above 0, received ${value}`,
      );
    }
    super('workers', options, { intervalSeconds: interval, deadlineSeconds: timeout });
    this.#channel = options.channel ?? findPrimaryChannel();
    this.#timeoutSeconds = timeout;
    this.#scheduler = scheduler;
  }

  /** The next report as JSON. Reading it delivers nothing. */
  getMetricsOutput(): string {
    const snapshot = this.reader.snapshot();
    try {
      return JSON.stringify(createReports(snapshot));
    } finally {
      snapshot.release();
    }
  }

  getContentType(): string {
    return 'application/json';
  }

  protected async exportOnce(timeoutSeconds: number = this.#timeoutSeconds): Promise<void> {
    if (this.#held !== undefined) await this.#deliver(this.#held, true);
    const snapshot = await this.reader.collect(Math.min(timeoutSeconds, this.#timeoutSeconds));
    const metrics = createReports(snapshot);
    if (metrics.length === 0) return snapshot.release();
    this.#sequence += 1;
    this.#held = { report: { protocol: PROTOCOL, epoch: this.#epoch, sequence: this.#sequence, metrics }, snapshot };
    await this.#deliver(this.#held, false);
  }

  protected close(): void {
    this.#held?.snapshot.release();
    this.#held = undefined;
  }

  /** Sending a report again is safe: the primary counts each sequence number once. */
  async #deliver({ report, snapshot }: { report: WorkerReport; snapshot: Snapshot }, again: boolean): Promise<void> {
    let receipt: WorkerReceipt;
    // Listening keeps the process or thread alive, so stop when the wait ends.
    let stop = (): void => {};
    try {
      receipt = await withinDeadline('the receipt of the primary', this.#timeoutSeconds, this.#scheduler, () => {
        const received = new Promise<WorkerReceipt>((resolve) => {
          stop = this.#channel.listen((message) => {
            if (isReceipt(message) && message.epoch === this.#epoch && message.received === report.sequence)
              resolve(message);
          });
        });
        this.#channel.send(report);
        return received;
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const reason = `report ${report.sequence}${again ? ', sent again,' : ''} was not acknowledged (${why})`;
      const remedy = 'check that the primary calls collectWorkers()';
      const message = `no export to the primary: ${reason}; ${remedy}. Records stay pending and are sent again`;
      this.outage.failed(message);
      throw new BotMetricsError('export_failed', `backend "${this.name}": ${message}`, { cause });
    } finally {
      stop();
    }
    // A shutdown may have released the report meanwhile.
    if (this.#held?.report !== report) return;
    this.#held = undefined;
    for (const family of snapshot.families) {
      if (!receipt.refused.includes(family.metric.definition.name)) continue;
      for (let slot = 0; slot < family.slots; slot++) snapshot.dropSeries(family, slot, 'refused');
    }
    snapshot.acknowledge();
    this.outage.recovered();
  }
}
