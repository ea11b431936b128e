import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Sent, Transport } from './transport.ts';

/** Datagrams after which the event loop, and a daemon on the same machine, get their turn. */
const BURST = 16;

/**
 * Datagrams over a connected socket, which costs one name look-up for its life and hears of it when nobody listens.
 *
 * A datagram that the kernel took counts as sent. That nobody listened is told by the network only afterwards.
 */
export class UdpTransport implements Transport {
  readonly #host: string;
  readonly #port: number;
  readonly #onLateError: (error: Error) => void;
  #socket: Socket | undefined;
  #closed = false;

  /** @param onLateError told that an earlier datagram did not arrive */
  constructor(host: string, port: number, onLateError: (error: Error) => void) {
    this.#host = host;
    this.#port = port;
    this.#onLateError = onLateError;
  }

  async send(packets: readonly Buffer[]): Promise<Sent> {
    let taken = 0;
    try {
      for (const packet of packets) {
        const socket = this.#socket ?? (await this.#connect());
        await new Promise<void>((resolve, reject) => {
          socket.send(packet, (error) => (error === null ? resolve() : reject(error)));
        });
        taken += 1;
        if (taken % BURST === 0) await setImmediate();
      }
      return { packets: taken, inDoubt: false };
    } catch (error) {
      this.#drop();
      return { packets: taken, error: error instanceof Error ? error : new Error(String(error)), inDoubt: false };
    }
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async #connect(): Promise<Socket> {
    const { address, family } = await lookup(this.#host);
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    socket.unref();
    try {
      socket.connect(this.#port, address);
      await once(socket, 'connect');
      if (this.#closed) throw new Error('the backend was shut down');
    } catch (error) {
      socket.close();
      throw error;
    }
    socket.on('error', (error) => {
      if (this.#socket === socket) this.#drop();
      this.#onLateError(error);
    });
    this.#socket = socket;
    return socket;
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}
