import { BotMetricsError } from '@bot-metrics/core';

/** What may wait while a daemon does not read: some ten thousand records. */
const MAX_WAITING_BYTES = 1_048_576;

/** A packet that is filled or waits to be sent. */
export interface WaitingPacket {
  text: string;
  bytes: number;
  records: number;
  /** Settles when the kernel has taken it, or never will. */
  readonly sent: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Single records in packets, in order, up to a bound. */
export class RecordQueue {
  readonly #maxBytes: number;
  readonly #ending: string;
  #packets: WaitingPacket[] = [];
  /** Of all packets, those included that were taken and are not settled. */
  #bytes = 0;
  #records = 0;

  constructor(maxBytes: number, ending: '' | '\n') {
    this.#maxBytes = maxBytes;
    this.#ending = ending;
  }

  /** Those in packets that are not settled. */
  get records(): number {
    return this.#records;
  }

  get isEmpty(): boolean {
    return this.#packets.length === 0;
  }

  /**
   * @returns what settles with the packet that the text went into
   * @throws BotMetricsError `export_failed` for a text that does not fit in a packet, or while too much waits
   */
  add(text: string): Promise<void> {
    const bytes = Buffer.byteLength(text) + 1;
    const most = this.#maxBytes + 1 - this.#ending.length;
    if (bytes > most) {
      throw new BotMetricsError('export_failed', `a line is longer than ${this.#maxBytes} bytes; shorten its labels`);
    }
    if (this.#bytes + bytes > MAX_WAITING_BYTES) {
      throw new BotMetricsError('export_failed', `${MAX_WAITING_BYTES} bytes wait already; the record is dropped`);
    }
    const last = this.#packets.at(-1);
    this.#bytes += bytes;
    this.#records += 1;
    if (last !== undefined && last.bytes + bytes <= most) {
      last.text += `\n${text}`;
      last.bytes += bytes;
      last.records += 1;
      return last.sent;
    }
    const packet = waitingPacket(text, bytes);
    this.#packets.push(packet);
    return packet.sent;
  }

  /** All packets, which are filled no further. Settle each, or give it back. */
  take(): readonly WaitingPacket[] {
    const taken = this.#packets;
    this.#packets = [];
    return taken;
  }

  giveBack(packets: readonly WaitingPacket[]): void {
    this.#packets = [...packets, ...this.#packets];
  }

  /**
   * @param error why it never will be sent; absent for one that was
   * @returns of how many records that is
   */
  settle(packet: WaitingPacket, error?: Error): number {
    this.#bytes -= packet.bytes;
    this.#records -= packet.records;
    if (error === undefined) packet.resolve();
    else packet.reject(error);
    return packet.records;
  }

  /** The lines that wait. */
  get text(): string {
    return this.#packets.map(({ text }) => `${text}\n`).join('');
  }
}

function waitingPacket(text: string, bytes: number): WaitingPacket {
  let resolve = (): void => {};
  let reject = (_error: Error): void => {};
  const sent = new Promise<void>((onSent, onFailed) => {
    resolve = onSent;
    reject = onFailed;
  });
  // Who records without a fan-out does not wait for it.
  sent.catch(() => {});
  return { text, bytes, records: 1, sent, resolve, reject };
}
