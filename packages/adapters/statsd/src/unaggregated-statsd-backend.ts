import {
  BotMetricsError,
  type Cancel,
  type Clock,
  ConsoleDiagnostics,
  type Diagnostics,
  type Labels,
  type MetricDefinition,
  type MetricsBackendPort,
  type Scheduler,
  systemClock,
  systemScheduler,
  withinDeadline,
} from '@bot-metrics/core';
import { decimal } from './decimal.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialects } from './dialects/dialects.ts';
import { type StatsdMetricsBackendOptions, type StatsdSettings, settingsOf } from './options.ts';
import { RecordQueue, type WaitingPacket } from './record-queue.ts';
import { type Framing, framingOf, isDatagram } from './transports/framing.ts';
import { reasonOf } from './transports/reason-of.ts';
import type { Transport } from './transports/transport.ts';
import { destinationOf, transportOf } from './transports/transport-of.ts';

type Line = (head: string, tail: string) => string;

const DEADLINE_SECONDS = 10;
const RETRY_SECONDS = 1;
/** That the kernel takes a datagram says nothing of the daemon: refusals come later. So long none must have come. */
const DATAGRAM_QUIET_SECONDS = 10;

/**
 * Sends each record as a line of its own, with its exact value, in packets that are filled until the event loop turns. For a
 * daemon that must see every single value; `StatsdMetricsBackend` costs a fraction of it.
 *
 * In a fan-out it is called for each record, and a record is delivered when the kernel has taken its packet. While the daemon
 * is away up to 1 MiB of lines wait; what comes beyond that is dropped.
 *
 * Throws `invalid_configuration`, listing every problem, when it is made.
 */
export class UnaggregatedStatsdBackend implements MetricsBackendPort {
  readonly name: string;
  readonly #settings: StatsdSettings;
  readonly #dialect: Dialect;
  readonly #ending: string;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #queue: RecordQueue;
  readonly #units = new Map<string, string | undefined>();
  readonly #diagnostics: Diagnostics;
  readonly #scheduler: Scheduler;
  readonly #clock: Clock;
  readonly #quietSeconds: number;
  #sending: Promise<Error | undefined> | undefined;
  #scheduled = false;
  #retry: Cancel | undefined;
  #fails = false;
  #failedAt = 0;
  #closing: Promise<void> | undefined;
  #closed = false;

  /** @param options without `interval`, `timestamps` and `health`, which are of an aggregate */
  constructor(options: Omit<StatsdMetricsBackendOptions, 'interval' | 'timestamps' | 'health'> = {}) {
    checkSingle(options);
    const settings = settingsOf(options);
    this.name = options.name ?? 'statsd';
    this.#settings = settings;
    this.#dialect = dialects[settings.dialect];
    this.#ending = settings.containerId === '' ? '' : `|c:${settings.containerId}`;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#framing = framingOf(settings);
    this.#transport = transportOf(settings, this.#scheduler, (error) => this.#failed(error));
    this.#queue = new RecordQueue(settings.maxPacketBytes, this.#framing.ending);
    this.#clock = options.clock ?? systemClock;
    this.#quietSeconds = isDatagram(settings) ? DATAGRAM_QUIET_SECONDS : 0;
    this.#diagnostics = options.diagnostics ?? new ConsoleDiagnostics(this.#clock);
  }

  initializeMetric({ name, unit }: MetricDefinition): void {
    this.#units.set(name, unit);
  }

  /** @returns what resolves when the kernel has it, and rejects when it never will; nobody needs to wait for it */
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

  /** @throws BotMetricsError `export_failed` or `deadline_exceeded` */
  async flush(deadlineSeconds: number = DEADLINE_SECONDS): Promise<void> {
    const error = await withinDeadline(
      `flush of backend "${this.name}"`,
      deadlineSeconds,
      this.#scheduler,
      async () => {
        // What is on its way may leave more behind that was recorded meanwhile.
        await this.#sending;
        return this.#send();
      },
    );
    if (error !== undefined) throw new BotMetricsError('export_failed', this.#message(error), { cause: error });
  }

  /**
   * Flushes, then drops what is left. Called again, it resolves when the first call has ended.
   * @throws BotMetricsError as `flush`, after everything was let go of
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
      const refused = Promise.reject(error);
      // Who records without a fan-out does not wait for it.
      refused.catch(() => {});
      return refused;
    }
  }

  #sendSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#send());
  }

  /** Sends all that waits. Never rejects: resolves with why something still waits. */
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
      for (const packet of packets.slice(0, taken)) this.#queue.settle(packet);
      if (error !== undefined) {
        const left = packets.slice(taken);
        if (this.#closed) this.#drop(left);
        else this.#keep(left);
        this.#failed(error);
        return error;
      }
      this.#worked();
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
    for (const packet of packets) this.#queue.settle(packet, this.#shutDown());
  }

  #shutDown(): BotMetricsError {
    return new BotMetricsError('closed', `backend "${this.name}" was shut down`);
  }

  #failed(error: Error): void {
    this.#failedAt = this.#clock.monotonicSeconds();
    if (this.#fails) return;
    this.#fails = true;
    this.#diagnostics.report({ code: 'export_failed', message: this.#message(error), severity: 'warn' });
  }

  #worked(): void {
    if (!this.#fails || this.#clock.monotonicSeconds() - this.#failedAt < this.#quietSeconds) return;
    this.#fails = false;
    const message = `backend "${this.name}": records are sent again`;
    this.#diagnostics.report({ code: 'export_recovered', message, severity: 'info' });
  }

  #message(error: Error): string {
    return `backend "${this.name}": nothing goes to ${destinationOf(this.#settings)}: ${reasonOf(error)}`;
  }
}

/** For who configures without types. */
function checkSingle(options: StatsdMetricsBackendOptions): void {
  const problems = (['interval', 'timestamps', 'health'] as const)
    .filter((option) => options[option] !== undefined)
    .map((option) => `${option}: ${options[option]} is of an aggregate; leave it out, or aggregate`);
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
}
