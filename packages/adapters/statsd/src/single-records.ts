import {
  BotMetricsError,
  type Cancel,
  type Clock,
  ConsoleDiagnostics,
  type Labels,
  type MetricDefinition,
  type MetricsBackendPort,
  type Scheduler,
  systemClock,
  systemScheduler,
} from '@bot-metrics/core';
import { type Account, withinDeadline } from '@bot-metrics/core/backend';
import { Outage } from '@bot-metrics/core/delivery';
import { createDialect, type Dialect } from './dialect.ts';
import { resolveSettings, type StatsdMetricsBackendOptions, type StatsdSettings } from './options.ts';
import { createFraming, type Framing, isDatagram } from './packets.ts';
import { RecordQueue, type WaitingPacket } from './record-queue.ts';
import { formatDecimal } from './safe-text.ts';
import { createTransport, describeDestination } from './transports/create-transport.ts';
import { describeFailure, type Transport } from './transports/transport.ts';

type Line = (head: string, tail: string) => string;

const DEADLINE_SECONDS = 10;
const RETRY_SECONDS = 1;
/** The network rejects a datagram only after the kernel accepted it. An outage ends after this time without a rejection. */
const DATAGRAM_QUIET_SECONDS = 10;

/**
 * Sends each record as one line with its exact value, in packets that are filled until the next turn of the event loop. A
 * record is delivered when the kernel accepts its packet. During an outage up to 1 MiB of lines wait; further records are
 * dropped.
 */
export class SingleRecords implements MetricsBackendPort {
  readonly name: string;
  readonly #settings: StatsdSettings;
  readonly #dialect: Dialect;
  readonly #ending: string;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #queue: RecordQueue;
  readonly #units = new Map<string, string | undefined>();
  readonly #outage: Outage;
  readonly #scheduler: Scheduler;
  readonly #clock: Clock;
  readonly #quietSeconds: number;
  #offered = 0;
  #delivered = 0;
  #dropped = 0;
  #sending: Promise<Error | undefined> | undefined;
  #scheduled = false;
  #retry: Cancel | undefined;
  #failedAt = -Infinity;
  #closing: Promise<void> | undefined;
  #closed = false;

  constructor(options: StatsdMetricsBackendOptions) {
    const settings = resolveSettings(options);
    this.name = options.name ?? 'statsd';
    this.#settings = settings;
    this.#dialect = createDialect(settings);
    this.#ending = settings.containerId === '' ? '' : `|c:${settings.containerId}`;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#framing = createFraming(settings);
    this.#transport = createTransport(settings, this.#scheduler, (error) => this.#failed(error));
    this.#queue = new RecordQueue(settings.maxPacketBytes, this.#framing.ending);
    this.#clock = options.clock ?? systemClock;
    this.#quietSeconds = isDatagram(settings) ? DATAGRAM_QUIET_SECONDS : 0;
    const diagnostics = options.diagnostics ?? new ConsoleDiagnostics(this.#clock);
    this.#outage = new Outage(`backend "${this.name}"`, () => diagnostics);
  }

  initializeMetric({ name, unit }: MetricDefinition): void {
    this.#units.set(name, unit);
  }

  /** @returns a promise that resolves when the kernel accepts the record, and rejects if it never will. Callers need not await it */
  recordCounter(name: string, value = 1, labels: Labels = {}): Promise<void> {
    const line: Line = (head, tail) => `${head}:${formatDecimal(value)}|c${tail}`;
    return this.#record(name, value, labels, line, 0);
  }

  /** @returns as `recordCounter` */
  setGauge(name: string, value: number, labels: Labels = {}): Promise<void> {
    const line: Line = (head, tail) => this.#dialect.gauge(head, formatDecimal(value), tail);
    return this.#record(name, value, labels, line);
  }

  /** @returns as `recordCounter` */
  recordHistogram(name: string, value: number, labels: Labels = {}): Promise<void> {
    const { convert, observationType } = this.#dialect;
    const line: Line = (head, tail) =>
      `${head}:${formatDecimal(convert(value, this.#units.get(name)))}|${observationType}${tail}`;
    return this.#record(name, value, labels, line);
  }

  /** The lines that wait to be sent. */
  getMetricsOutput(): string {
    return this.#queue.text;
  }

  getContentType(): string {
    return 'text/plain; charset=utf-8';
  }

  account(): Account {
    const dropped = this.#dropped === 0 ? {} : { failed: this.#dropped };
    const { records } = this.#queue;
    return { offered: this.#offered, delivered: this.#delivered, pending: records, dropped, ambiguous: 0 };
  }

  /** Does nothing, because records are sent from the first one on. @throws BotMetricsError `closed` after shutdown */
  async start(): Promise<void> {
    if (this.#closing !== undefined) throw this.#createClosedError();
  }

  /** @throws BotMetricsError `export_failed` or `deadline_exceeded` */
  async flush(deadlineSeconds: number = DEADLINE_SECONDS): Promise<void> {
    const error = await withinDeadline(
      `flush of backend "${this.name}"`,
      deadlineSeconds,
      this.#scheduler,
      async () => {
        // Records may have been added while the last packets were sent.
        await this.#sending;
        return this.#send();
      },
    );
    if (error === undefined) return;
    throw new BotMetricsError('export_failed', `backend "${this.name}": ${this.#describe(error)}`, { cause: error });
  }

  /**
   * Flushes, then drops the remaining records. A second call resolves when the first has ended.
   * @throws BotMetricsError as `flush`, after all resources are released
   */
  shutdown(deadlineSeconds: number = DEADLINE_SECONDS): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.catch(() => {});
    this.#closing = this.flush(deadlineSeconds).finally(() => {
      this.#closed = true;
      this.#retry?.();
      this.#transport.close();
      this.#drop(this.#queue.take());
    });
    return this.#closing;
  }

  #record(name: string, value: number, labels: Labels, line: Line, min = -Infinity): Promise<void> {
    this.#offered += 1;
    try {
      if (this.#closing !== undefined) throw this.#createClosedError();
      if (!Number.isFinite(value) || value < min) {
        throw new BotMetricsError(
          'export_failed',
          `metric "${name}": expected a finite number${min === 0 ? ' of at least 0' : ''}, received ${String(value)}; correct the recorded value`,
        );
      }
      const pairs = Object.entries(labels)
        .map(([label, text]) => [label, String(text)] as const)
        .filter(([, text]) => text !== '');
      const head = this.#dialect.head(this.#settings.prefix + name, pairs);
      const sent = this.#queue.add(line(head, this.#dialect.tail(pairs) + this.#ending));
      this.#sendSoon();
      return sent;
    } catch (error) {
      this.#dropped += 1;
      const refused = Promise.reject(error);
      // Callers without a fan-out do not await it.
      refused.catch(() => {});
      return refused;
    }
  }

  #sendSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#send());
  }

  /** Sends all waiting records. Never rejects; resolves with the error if some records still wait. */
  #send(): Promise<Error | undefined> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<Error | undefined> {
    while (!this.#queue.isEmpty) {
      this.#scheduled = true;
      const packets = this.#queue.take();
      const framed = packets.map(({ text }) => this.#framing.frame(Buffer.from(text + this.#framing.ending)));
      const { packets: accepted, error } = await this.#transport.send(framed);
      for (const packet of packets.slice(0, accepted)) this.#delivered += this.#queue.settle(packet);
      if (error !== undefined) {
        const left = packets.slice(accepted);
        if (this.#closed) this.#drop(left);
        else this.#keep(left);
        this.#failed(error);
        return error;
      }
      this.#succeeded();
    }
    this.#scheduled = false;
    return undefined;
  }

  #keep(packets: readonly WaitingPacket[]): void {
    this.#queue.giveBack(packets);
    this.#retry?.();
    this.#retry = this.#scheduler.after(RETRY_SECONDS, () => void this.#send());
  }

  #drop(packets: readonly WaitingPacket[]): void {
    for (const packet of packets) this.#dropped += this.#queue.settle(packet, this.#createClosedError());
  }

  #createClosedError(): BotMetricsError {
    return new BotMetricsError('closed', `backend "${this.name}" was shut down`);
  }

  #failed(error: Error): void {
    this.#failedAt = this.#clock.monotonicSeconds();
    this.#outage.failed(this.#describe(error));
  }

  #succeeded(): void {
    if (this.#clock.monotonicSeconds() - this.#failedAt >= this.#quietSeconds) this.#outage.recovered();
  }

  #describe(error: Error): string {
    const { reason, remedy } = describeFailure(error, this.#transport.remedy);
    return `no export to ${describeDestination(this.#settings)}: ${reason}; ${remedy}. Records wait and are sent again`;
  }
}
