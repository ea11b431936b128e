import { randomUUID } from 'node:crypto';
import { BotMetricsError, errorText, systemScheduler } from '@bot-metrics/core';
import {
  type BackendFeatures,
  PushBackend,
  type PushOptions,
  type Snapshot,
  withinDeadline,
} from '@bot-metrics/core/backend';
import { findPrimaryChannel, type PrimaryChannel } from './primary-channel.ts';
import {
  createReports,
  describeVersions,
  PROTOCOL,
  readReceipt,
  type WorkerEnd,
  type WorkerReceipt,
  type WorkerReport,
} from './worker-report.ts';

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
  #held: HeldReport | undefined;

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
      return JSON.stringify(createReports(snapshot, false));
    } finally {
      snapshot.release();
    }
  }

  getContentType(): string {
    return 'application/json';
  }

  protected async exportOnce(timeoutSeconds: number = this.#timeoutSeconds): Promise<void> {
    if (this.#held !== undefined) await this.#deliver(this.#held);
    const snapshot = await this.reader.collect(Math.min(timeoutSeconds, this.#timeoutSeconds));
    let isHeld = false;
    try {
      const sequence = this.#sequence + 1;
      const metrics = createReports(snapshot, sequence === 1);
      if (metrics.length === 0) return;
      const held = { report: { protocol: PROTOCOL, epoch: this.#epoch, sequence, metrics }, snapshot };
      await this.#deliver(held, () => {
        // From now on the primary may have the report, so only the same one may be sent again.
        this.#sequence = sequence;
        this.#held = held;
        isHeld = true;
      });
    } finally {
      if (!isHeld) snapshot.release();
    }
  }

  protected close(): void {
    this.#held?.snapshot.release();
    this.#held = undefined;
    if (this.#sequence === 0) return;
    const end: WorkerEnd = { protocol: PROTOCOL, epoch: this.#epoch, ended: true };
    try {
      this.#channel.send(end);
    } catch {
      // The primary forgets a worker that exits.
    }
  }

  /**
   * Sends a report and waits for its receipt. Sending one again is safe: the primary counts each sequence number once.
   * @param onSent called when the report has been handed to the channel for the first time
   */
  async #deliver({ report, snapshot }: HeldReport, onSent?: () => void): Promise<void> {
    let receipt: WorkerReceipt;
    // Listening keeps the process or thread alive, so stop when the wait ends.
    let stop = (): void => {};
    try {
      receipt = await withinDeadline('the receipt of the primary', this.#timeoutSeconds, this.#scheduler, () => {
        const received = new Promise<WorkerReceipt>((resolve, reject) => {
          stop = this.#channel.listen((message) => {
            const answer = readReceipt(message);
            if (answer?.epoch !== this.#epoch) return;
            if (answer.protocol !== PROTOCOL)
              reject(new Error(describeVersions('worker', PROTOCOL, 'primary', answer.protocol)));
            else if (answer.received === report.sequence) resolve(answer);
          });
          // A channel of the application may be asynchronous. Its rejection must not end the process.
          Promise.resolve(this.#channel.send(report) as unknown).catch(reject);
          onSent?.();
        });
        return received;
      });
    } catch (cause) {
      const why = errorText(cause);
      const reason = `report ${report.sequence}${onSent === undefined ? ', sent again,' : ''} was not acknowledged (${why})`;
      const remedy = 'check that the primary calls collectWorkers()';
      this.#fail(`no export to the primary: ${reason}; ${remedy}. Records stay pending and are sent again`, cause);
    } finally {
      stop();
    }
    // A shutdown may have released the report meanwhile.
    if (this.#held?.report !== report) return;
    this.#held = undefined;
    if (receipt.error !== undefined) {
      snapshot.refuse('refused');
      this.#fail(`the primary refused report ${report.sequence}: ${receipt.error}. Its records are dropped`);
    }
    const refused = new Set(receipt.refused);
    for (const family of snapshot.families) {
      if (!refused.has(family.metric.definition.name)) continue;
      snapshot.refuseRange({ family, from: 0, to: family.slots }, 'refused');
    }
    snapshot.acknowledge();
    this.outage.recovered();
  }

  #fail(message: string, cause?: unknown): never {
    this.outage.failed(message);
    throw new BotMetricsError('export_failed', `backend "${this.name}": ${message}`, { cause });
  }
}

/** A report that the primary may have received, and the snapshot that it was made of. */
interface HeldReport {
  readonly report: WorkerReport;
  readonly snapshot: Snapshot;
}
