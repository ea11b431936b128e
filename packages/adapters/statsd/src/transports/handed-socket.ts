import type { Scheduler } from '@bot-metrics/core';
import type { SendResult, Transport } from './transport.ts';

/**
 * A connected datagram socket of the application: from a package that supports Unix datagrams, which Node lacks, or from
 * `node:dgram`.
 */
export interface DatagramSocket {
  /** Calls back once, without an error if the kernel accepted the packet. */
  send(packet: Buffer, callback: (error?: Error | null) => void): unknown;
  /** Called for a socket that the backend opened, once it is no longer used. */
  close?(): unknown;
}

/** Opens and connects a datagram socket. Called again after a failure, because a Unix socket stays dead after its peer restarts. */
export type OpenSocket = () => DatagramSocket;

/** How long a packet may wait for its callback. */
const STALL_SECONDS = 10;

/** Sends datagrams over a socket of the application, or over sockets that a function of the application opens. */
export class HandedSocketTransport implements Transport {
  /** For a socket that the backend cannot open again. */
  readonly remedy?: string;
  readonly #open: OpenSocket;
  /** Whether the sockets belong to the backend. */
  readonly #reopens: boolean;
  readonly #scheduler: Scheduler;
  #socket: DatagramSocket | undefined;
  #closed = false;

  constructor(socket: DatagramSocket | OpenSocket, scheduler: Scheduler) {
    this.#reopens = typeof socket === 'function';
    this.#open = typeof socket === 'function' ? socket : () => socket;
    this.#scheduler = scheduler;
    if (!this.#reopens) {
      this.remedy =
        'start the daemon; a Unix socket must then be connected again, so pass a function that opens it: socket: () => …';
    }
  }

  async send(packets: readonly Buffer[]): Promise<SendResult> {
    let accepted = 0;
    try {
      for (const packet of packets) {
        if (this.#closed) throw new Error('the backend was shut down');
        this.#socket ??= this.#open();
        await this.#sendOne(this.#socket, packet);
        accepted += 1;
      }
      return { packets: accepted, inDoubt: false };
    } catch (error) {
      this.#release();
      return { packets: accepted, error: error instanceof Error ? error : new Error(String(error)), inDoubt: false };
    }
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  #release(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (!this.#reopens) return;
    try {
      socket?.close?.();
    } catch {
      // A socket that is closed already may throw; it is not used again.
    }
  }

  #sendOne(socket: DatagramSocket, packet: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#scheduler.after(STALL_SECONDS, () => {
        reject(new Error(`the socket accepted nothing within ${STALL_SECONDS} s`));
      });
      socket.send(packet, (error) => {
        cancel();
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
    });
  }
}
