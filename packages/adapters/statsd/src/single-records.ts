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
import { decimal } from './decimal.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialectOf } from './dialects/dialect-of.ts';
import { resolveSettings, type StatsdMetricsBackendOptions, type StatsdSettings } from './options.ts';
import { RecordQueue, type WaitingPacket } from './record-queue.ts';
import { type Framing, framingOf, isDatagram } from './transports/framing.ts';
import { failureText } from './transports/reason-of.ts';
import type { Transport } from './transports/transport.ts';
import { destinationOf, transportOf } from './transports/transport-of.ts';

type Line = (head: string, tail: string) => string;

const DEADLINE_SECONDS = 10;
const RETRY_SECONDS = 1;
/** A datagram is refused only after the kernel has taken it. An outage ends when no refusal has come for so long. */
const DATAGRAM_QUIET_SECONDS = 10;

/**
 * Sends each record as one line with its exact value, in packets that are filled until the next turn of the event loop. A
 * record is delivered when the kernel has taken its packet. While the daemon is away, up to 1 MiB of lines wait, and further
 * records are dropped.
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
    this.#dialect = dialectOf(settings);
    this.#ending = settings.containerId === '' ? '' : `|c:${settings.containerId}`;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#framing = framingOf(settings);
    this.#transport = transportOf(settings, this.#scheduler, (error) => this.#failed(error));
    this.#queue = new RecordQueue(settings.maxPacketBytes, this.#framing.ending);
    this.#clock = options.clock ?? systemClock;
    this.#quietSeconds = isDatagram(settings) ? DATAGRAM_QUIET_SECONDS : 0;
    const diagnostics = options.diagnostics ?? new ConsoleDiagnostics(this.#clock);
    this.#outage = new Outage(`backend "${this.name}"`, () => diagnostics);
  }

  initializeMetric({ name, unit }: MetricDefinition): void {
    this.#units.set(name, unit);
  }

  /** @returns resolves when the kernel has taken the record, and rejects if it never will. Callers need not await it */
  recordCounter(name: string, value = 1, labels: Labels = {}): Promise<void> {
    const line: Line = (head, tail) => `${head}:${decimal(value)}|c${tail}`;
    return this.#record(name, value, labels, line, 0);
  }

  /** @returns as `recordCounter` */
  setGauge(name: string, value: number, labels: Labels = {}): Promise<void> {
    const line: Line = (head, tail) => this.#dialect.gauge(head, decimal(value), tail);
    return this.#record(name, value, labels, line);
  }

  /** @returns as `recordCounter` */
  recordHistogram(name: string, value: number, labels: Labels = {}): Promise<void> {
    const { observed, observation } = this.#dialect;
    const line: Line = (head, tail) =>
      `${head}:${decimal(observed(value, this.#units.get(name)))}|${observation}${tail}`;
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

  /** Does nothing: records are sent from the first one on. @throws BotMetricsError `closed` after shutdown */
  async start(): Promise<void> {
    if (this.#closing !== undefined) throw this.#shutDown();
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
    throw new BotMetricsError('export_failed', `backend "${this.name}": ${this.#reason(error)}`, { cause: error });
  }

  /**
   * Flushes, then drops what is left. A second call resolves when the first has ended.
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

  #record(name: string, value: number, labels: Labels, line: Line, least = -Infinity): Promise<void> {
    this.#offered += 1;
    try {
      if (this.#closing !== undefined) throw this.#shutDown();
      if (!Number.isFinite(value) || value < least) {
        throw new BotMetricsError('export_failed', `metric "${name}" was given a value that it cannot have`);
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
      // A caller without a fan-out does not await it.
      refused.catch(() => {});
      return refused;
    }
  }

  #sendSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#send());
  }

  /** Sends everything that waits. Never rejects: resolves with the error if something still waits. */
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
      const framed = packets.map(({ text }) => this.#framing.framed(Buffer.from(text + this.#framing.ending)));
      const { packets: taken, error } = await this.#transport.send(framed);
      for (const packet of packets.slice(0, taken)) this.#delivered += this.#queue.settle(packet);
      if (error !== undefined) {
        const left = packets.slice(taken);
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
    for (const packet of packets) this.#dropped += this.#queue.settle(packet, this.#shutDown());
  }

  #shutDown(): BotMetricsError {
    return new BotMetricsError('closed', `backend "${this.name}" was shut down`);
  }

  #failed(error: Error): void {
    this.#failedAt = this.#clock.monotonicSeconds();
    this.#outage.failed(this.#reason(error));
  }

  #succeeded(): void {
    if (this.#clock.monotonicSeconds() - this.#failedAt >= this.#quietSeconds) this.#outage.recovered();
  }

  #reason(error: Error): string {
    return `nothing goes to ${destinationOf(this.#settings)}: ${failureText(error)}`;
  }
}
