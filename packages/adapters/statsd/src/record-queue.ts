import { BotMetricsError } from '@bot-metrics/core';

/** Limit of the lines that wait while a daemon does not read: some ten thousand records. */
const MAX_WAITING_BYTES = 1_048_576;

/** A packet that is being filled or waits to be sent. */
export interface WaitingPacket {
  text: string;
  bytes: number;
  records: number;
  /** Resolves when the kernel accepts the packet, and rejects if it never will. */
  readonly sent: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A bounded queue of single records in packets, in order. */
export class RecordQueue {
  readonly #maxBytes: number;
  readonly #ending: string;
  #packets: WaitingPacket[] = [];
  /** Bytes of all packets that are not settled, including those that were taken. */
  #bytes = 0;
  #records = 0;

  constructor(maxBytes: number, ending: '' | '\n') {
    this.#maxBytes = maxBytes;
    this.#ending = ending;
  }

  /** Records in packets that are not settled. */
  get records(): number {
    return this.#records;
  }

  get isEmpty(): boolean {
    return this.#packets.length === 0;
  }

  /**
   * @returns a promise that settles with the packet that contains the text
   * @throws BotMetricsError `export_failed` if the text does not fit in a packet, or the queue is full
   */
  add(text: string): Promise<void> {
    const bytes = Buffer.byteLength(text) + 1;
    const maxBytes = this.#maxBytes + 1 - this.#ending.length;
    if (bytes > maxBytes) {
      throw new BotMetricsError(
        'export_failed',
        `expected a line of at most ${this.#maxBytes} bytes, received ${bytes - 1}; shorten its label values`,
      );
    }
    if (this.#bytes + bytes > MAX_WAITING_BYTES) {
      throw new BotMetricsError(
        'export_failed',
        `the queue of ${MAX_WAITING_BYTES} bytes is full; check the daemon. The record is dropped`,
      );
    }
    const last = this.#packets.at(-1);
    this.#bytes += bytes;
    this.#records += 1;
    if (last !== undefined && last.bytes + bytes <= maxBytes) {
      last.text += `\n${text}`;
      last.bytes += bytes;
      last.records += 1;
      return last.sent;
    }
    const packet = createPacket(text, bytes);
    this.#packets.push(packet);
    return packet.sent;
  }

  /** Returns all packets and stops filling them. Settle each one, or give it back. */
  take(): readonly WaitingPacket[] {
    const taken = this.#packets;
    this.#packets = [];
    return taken;
  }

  giveBack(packets: readonly WaitingPacket[]): void {
    this.#packets = [...packets, ...this.#packets];
  }

  /**
   * @param error why the packet will never be sent; absent if it was sent
   * @returns the number of its records
   */
  settle(packet: WaitingPacket, error?: Error): number {
    this.#bytes -= packet.bytes;
    this.#records -= packet.records;
    if (error === undefined) packet.resolve();
    else packet.reject(error);
    return packet.records;
  }

  /** The lines of the packets that were not taken. */
  get text(): string {
    return this.#packets.map(({ text }) => `${text}\n`).join('');
  }
}

function createPacket(text: string, bytes: number): WaitingPacket {
  let resolve = (): void => {};
  let reject = (_error: Error): void => {};
  const sent = new Promise<void>((onSent, onFailed) => {
    resolve = onSent;
    reject = onFailed;
  });
  // Callers without a fan-out do not await it.
  sent.catch(() => {});
  return { text, bytes, records: 1, sent, resolve, reject };
}
