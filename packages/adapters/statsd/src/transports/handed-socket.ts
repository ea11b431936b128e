import type { Scheduler } from '@bot-metrics/core';
import type { SendResult, Transport } from './transport.ts';

/**
 * A connected datagram socket of the application: from a package that supports Unix datagrams, which Node lacks, or from
 * `node:dgram`. The application closes it.
 */
export interface DatagramSocket {
  /** Calls back once, without an error if the kernel accepted the packet. */
  send(packet: Buffer, callback: (error?: Error | null) => void): unknown;
}

/** How long a packet may wait for its callback. */
const STALL_SECONDS = 10;

/** Sends datagrams over a socket of the application. */
export class HandedSocketTransport implements Transport {
  readonly #socket: DatagramSocket;
  readonly #scheduler: Scheduler;
  #closed = false;

  constructor(socket: DatagramSocket, scheduler: Scheduler) {
    this.#socket = socket;
    this.#scheduler = scheduler;
  }

  async send(packets: readonly Buffer[]): Promise<SendResult> {
    let accepted = 0;
    try {
      for (const packet of packets) {
        if (this.#closed) throw new Error('the backend was shut down');
        await this.#sendOne(packet);
        accepted += 1;
      }
      return { packets: accepted, inDoubt: false };
    } catch (error) {
      return { packets: accepted, error: error instanceof Error ? error : new Error(String(error)), inDoubt: false };
    }
  }

  close(): void {
    this.#closed = true;
  }

  #sendOne(packet: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#scheduler.after(STALL_SECONDS, () => {
        reject(new Error(`the socket accepted nothing within ${STALL_SECONDS} s`));
      });
      this.#socket.send(packet, (error) => {
        cancel();
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
    });
  }
}
