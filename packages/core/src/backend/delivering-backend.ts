import { BotMetricsError } from '../bot-metrics-error.ts';
import { errorText } from '../diagnostics/error-text.ts';
import { WarnOnce } from '../diagnostics/warn-once.ts';
import { hasSeries, type MetricFamily, type SeriesRange, type Snapshot } from '../snapshot/snapshot.ts';
import { systemScheduler } from '../time/clock.ts';
import { TaskDeadline } from '../time/task-deadline.ts';
import type { Batch } from './batches.ts';
import { Delivery } from './delivery.ts';
import { excerpt } from './excerpt.ts';
import { Outage } from './outage.ts';
import type { ExportFailure, Outcome, PartialSuccess } from './outcome.ts';
import { PushBackend, type PushOptions } from './push-backend.ts';
import { boundPause, sendWithRetries } from './retry.ts';

/** The times of a backend that delivers batches, with every default filled in. */
export interface DeliverySettings {
  readonly intervalSeconds: number;
  /** Seconds for one request with its retries; then its signal is aborted. @default no limit */
  readonly timeoutSeconds?: number;
  /** Seconds for `flush` and `shutdown` without a deadline of the caller. @default `timeoutSeconds`, or 10 without one */
  readonly deadlineSeconds?: number;
  /** Retries of one request within an export, with backoff. @default 0: the next export is the retry */
  readonly maxRetries?: number;
}

/** A reason may quote a receiver, and names what was asked and where. */
const MAX_REASON_CHARACTERS = 500;
const DEFAULT_DEADLINE_SECONDS = 10;
const DEFAULT_BATCH_POINTS = 1000;

const rejectionMessages = {
  began: 'points_rejected',
  ended: 'points_accepted',
  message: 'the receiver accepts every point again',
} as const;

/**
 * A backend that encodes what it reads in batches and sends them. A subclass implements `encode`, `send` and `show`; this class
 * does the rest: interval, timeout, retries, requests in doubt, `Retry-After` (at most 5 minutes of it), accounting, and diagnostics.
 */
export abstract class DeliveringBackend<Request> extends PushBackend {
  readonly #deadline: TaskDeadline;
  readonly #warnings: WarnOnce;
  readonly #rejections: Outage;
  readonly #timeoutSeconds: number;
  readonly #maxRetries: number;
  #delivery: Delivery<Request> | undefined;
  /** Monotonic seconds before which the receiver wants no request. */
  #notBefore = Number.NEGATIVE_INFINITY;
  /** Whether an answer in the current export proves that the receiver is reachable. An export without a point does not. */
  #hasProof = false;
  /** Whether the receiver rejected points of the current export. */
  #isPartial = false;

  constructor(kind: string, options: PushOptions, settings: DeliverySettings) {
    const { intervalSeconds, timeoutSeconds, maxRetries = 0 } = settings;
    const deadlineSeconds = settings.deadlineSeconds ?? timeoutSeconds ?? DEFAULT_DEADLINE_SECONDS;
    super(kind, options, { intervalSeconds, deadlineSeconds });
    this.#timeoutSeconds = timeoutSeconds ?? Number.POSITIVE_INFINITY;
    this.#maxRetries = maxRetries;
    this.#deadline = new TaskDeadline(options.scheduler ?? systemScheduler, timeoutSeconds);
    this.#warnings = new WarnOnce(() => this.diagnostics);
    this.#rejections = new Outage(`backend "${this.name}"`, () => this.diagnostics, rejectionMessages);
  }

  /** Returns the content that an export would send now, without sending it. */
  async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    try {
      return await this.show(snapshot);
    } finally {
      snapshot.release();
    }
  }

  /**
   * Encodes a batch. The result must not change any more, nor refer to columns of the snapshot: it may be sent again later.
   * Returns `undefined` if nothing is left to send because every series was dropped.
   */
  protected abstract encode(snapshot: Snapshot, batch: Batch): Request | undefined | Promise<Request | undefined>;

  /**
   * Sends a request once. A rejection counts as a request in doubt.
   * @param signal aborted after the timeout and on shutdown; its reason is an error to report
   */
  protected abstract send(request: Request, signal: AbortSignal): Promise<Outcome<Request>>;

  /** Renders a snapshot for people. */
  protected abstract show(snapshot: Snapshot): string | Promise<string>;

  /** Limit of a batch, in the unit of `weightOf`. @default 1000 */
  protected get maxBatchWeight(): number {
    return DEFAULT_BATCH_POINTS;
  }

  /** What a point of the family adds to the weight of a batch. @default 1 */
  protected weightOf(_family: MetricFamily): number {
    return 1;
  }

  /** Groups of families that may share a request. @default all of them */
  protected groupsOf(families: readonly MetricFamily[]): readonly (readonly MetricFamily[])[] {
    return [families];
  }

  /** Whether a request is small enough; otherwise its batch is halved, unless it has a single point. @default true */
  protected fits(_request: Request): boolean {
    return true;
  }

  /** Called with each snapshot before its batches are encoded. */
  protected beginExport(_snapshot: Snapshot): void {}

  /** Called after an export without a failure. */
  protected async endExport(): Promise<void> {}

  /** Closes connections. Called once, on shutdown, after the request in flight was aborted. */
  protected disconnect(): void {}

  /** Columns are encoded before a snapshot is settled, so their memory can be used again. */
  protected override get recycles(): boolean {
    return true;
  }

  /** Runs a request beside the export with the same timeout. Not while `send` runs. */
  protected request<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#deadline.run(task);
  }

  /**
   * Drops a series that cannot be sent, so that it does not cost the rest of its batch, and warns once per metric. Call it from
   * `encode`.
   * @param problem completes `a series of metric "m" …`, with the remedy if there is one: `is too long; shorten its labels`
   */
  protected dropSeries(
    snapshot: Snapshot,
    family: MetricFamily,
    slot: number,
    reason: 'oversize' | 'refused',
    problem: string,
  ): void {
    snapshot.dropSeries(family, slot, reason);
    const metric = family.metric.definition.name;
    const code = reason === 'oversize' ? 'oversize' : 'series_refused';
    const message = `backend "${this.name}": dropped a series of metric "${metric}", which ${problem}`;
    this.#warnings.warn(code, metric, message);
  }

  protected override hurry(): void {
    this.#deadline.endWait();
  }

  protected override close(): void {
    this.#deadline.close(new Error('the backend was shut down'));
    this.disconnect();
    this.#delivery?.close();
  }

  protected override async exportOnce(timeoutSeconds: number = this.#timeoutSeconds): Promise<void> {
    const pauseSeconds = this.#notBefore - this.clock.monotonicSeconds();
    if (pauseSeconds > 0) throw this.#failed(pauseFailure(pauseSeconds));
    await this.load();
    this.#delivery ??= this.#newDelivery();
    this.#hasProof = false;
    this.#isPartial = false;
    const failure = (await this.#delivery.resendHeld()) ?? (await this.#deliverNext(this.#delivery, timeoutSeconds));
    if (this.ended) this.#delivery.close();
    if (failure !== undefined) throw this.#failed(failure);
    if (this.#hasProof) this.outage.recovered();
    if (!this.#isPartial) this.#rejections.recovered();
    await this.endExport();
  }

  async #deliverNext(delivery: Delivery<Request>, timeoutSeconds: number): Promise<ExportFailure<Request> | undefined> {
    const snapshot = await this.reader.collect(Math.min(timeoutSeconds, this.#timeoutSeconds));
    try {
      this.beginExport(snapshot);
    } catch (error) {
      snapshot.release();
      throw error;
    }
    return delivery.deliver(snapshot);
  }

  #newDelivery(): Delivery<Request> {
    return new Delivery({
      temporality: this.features.temporality,
      maxWeight: this.maxBatchWeight,
      weightOf: (family) => this.weightOf(family),
      groupsOf: (families) => this.groupsOf(families),
      encode: (snapshot, batch) => this.encode(snapshot, batch),
      fits: (request) => this.fits(request),
      send: (request) => this.#sendInTime(request),
      drop: (snapshot, { ranges }, error) => this.#dropUnencodable(snapshot, ranges, error),
      onPartialSuccess: (partial) => this.#onPartialSuccess(partial),
    });
  }

  #dropUnencodable(snapshot: Snapshot, ranges: readonly SeriesRange[], error: unknown): void {
    const problem = `cannot be encoded (${errorText(error)}); shorten its labels, or report a defect of the backend`;
    for (const { family, from, to } of ranges) {
      for (let slot = from; slot < to; slot++) {
        if (hasSeries(family, slot, family.temporality)) this.dropSeries(snapshot, family, slot, 'refused', problem);
      }
    }
  }

  #sendInTime(request: Request): Promise<Outcome<Request>> {
    const until = this.clock.monotonicSeconds() + this.#timeoutSeconds;
    return this.#deadline.run((signal) =>
      sendWithRetries({
        send: () => this.#sendOnce(request, signal),
        // A receiver that refuses at the end gets one attempt.
        maxRetries: this.#maxRetries,
        hasTimeFor: (seconds) => !this.isEnding && !signal.aborted && this.clock.monotonicSeconds() + seconds <= until,
        wait: (seconds) => this.#deadline.wait(seconds, signal),
      }),
    );
  }

  async #sendOnce(request: Request, signal: AbortSignal): Promise<Outcome<Request>> {
    let outcome: Outcome<Request>;
    try {
      outcome = await this.send(request, signal);
    } catch (error) {
      outcome = failureOf(error);
    }
    if (outcome.delivered) {
      this.#hasProof ||= outcome.provesReceiver !== false;
      return outcome;
    }
    const { pauseSeconds: asked, ...failure } = outcome;
    const pauseSeconds = boundPause(asked);
    if (pauseSeconds === undefined) return failure;
    this.#notBefore = this.clock.monotonicSeconds() + pauseSeconds;
    return { ...failure, pauseSeconds };
  }

  #onPartialSuccess({ rejectedPoints, message }: PartialSuccess): void {
    this.#isPartial = true;
    this.store.internal?.rejected(this.name, rejectedPoints);
    const what = rejectedPoints === 0 ? 'accepted an export with a warning' : `rejected ${rejectedPoints} points`;
    this.#rejections.failed(
      `the receiver ${what}: ${JSON.stringify(excerpt(message))}; check what the message names, or the receiver's log`,
    );
  }

  #failed({ reason, remedy, retry, cause }: ExportFailure<unknown>): BotMetricsError {
    const isDropped = this.features.temporality === 'delta' && retry === 'never';
    const consequence = isDropped ? 'The batch is dropped' : 'Records stay pending and are sent again';
    const shown = excerpt(reason, [], MAX_REASON_CHARACTERS);
    const message = `no export to ${this.destination}: ${shown}; ${remedy}. ${consequence}`;
    this.outage.failed(message);
    const options = cause === undefined ? undefined : { cause };
    return new BotMetricsError('export_failed', `backend "${this.name}": ${message}`, options);
  }
}

function failureOf(error: unknown): ExportFailure {
  const remedy = 'check the receiver and the network';
  return { delivered: false, reason: reasonOf(error), remedy, retry: 'resend', cause: error };
}

/** `fetch` hides the reason in the cause, whose message is empty if several addresses were tried. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  const code = 'code' in error ? String(error.code) : '';
  const own = message === '' ? code : message;
  return cause instanceof Error ? `${own}: ${reasonOf(cause)}` : own;
}

function pauseFailure(seconds: number): ExportFailure {
  const reason = `the receiver asked for a pause, which lasts ${Math.ceil(seconds)} s more`;
  const remedy = 'no action needed: delivery is retried automatically';
  return { delivered: false, reason, remedy, retry: 'next-export' };
}
