import type { Scheduler } from '@bot-metrics/core';
import type { Sent, Transport } from './transport.ts';

/**
 * A connected datagram socket of the application: of a package that knows Unix datagrams, which Node does not, or of
 * `node:dgram`. It stays the application's to close.
 */
export interface DatagramSocket {
  /** Calls back once, without an error when the kernel has taken the packet. */
  send(packet: Buffer, callback: (error?: Error | null) => void): unknown;
}

/** Until a packet that nobody has called back for is given up. */
const STALLED_SECONDS = 10;

/** Datagrams over a socket that was handed in. */
export class HandedSocketTransport implements Transport {
  readonly #socket: DatagramSocket;
  readonly #scheduler: Scheduler;
  #closed = false;

  constructor(socket: DatagramSocket, scheduler: Scheduler) {
    this.#socket = socket;
    this.#scheduler = scheduler;
  }

  async send(packets: readonly Buffer[]): Promise<Sent> {
    let taken = 0;
    try {
      for (const packet of packets) {
        if (this.#closed) throw new Error('the backend was shut down');
        await this.#sendOne(packet);
        taken += 1;
      }
      return { packets: taken, inDoubt: false };
    } catch (error) {
      return { packets: taken, error: error instanceof Error ? error : new Error(String(error)), inDoubt: false };
    }
  }

  close(): void {
    this.#closed = true;
  }

  #sendOne(packet: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#scheduler.after(STALLED_SECONDS, () => {
        reject(new Error(`nothing was taken within ${STALLED_SECONDS} s`));
      });
      this.#socket.send(packet, (error) => {
        cancel();
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
    });
  }
}
