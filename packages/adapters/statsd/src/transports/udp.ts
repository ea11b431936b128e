import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { SendResult, Transport } from './transport.ts';

/** Datagrams between two turns of the event loop, so that a daemon on the same machine can read them. */
const BURST_DATAGRAMS = 16;

/**
 * Sends datagrams over a connected socket: the host name is resolved once, and the kernel reports when nobody listens.
 *
 * A datagram that the kernel accepted counts as sent. The network reports only afterwards that nobody listened.
 */
export class UdpTransport implements Transport {
  readonly #host: string;
  readonly #port: number;
  readonly #onLateError: (error: Error) => void;
  #socket: Socket | undefined;
  #closed = false;

  /** @param onLateError called when the network reports that an earlier datagram did not arrive */
  constructor(host: string, port: number, onLateError: (error: Error) => void) {
    this.#host = host;
    this.#port = port;
    this.#onLateError = onLateError;
  }

  async send(packets: readonly Buffer[]): Promise<SendResult> {
    let accepted = 0;
    try {
      for (const packet of packets) {
        const socket = this.#socket ?? (await this.#connect());
        await new Promise<void>((resolve, reject) => {
          socket.send(packet, (error) => (error === null ? resolve() : reject(error)));
        });
        accepted += 1;
        if (accepted % BURST_DATAGRAMS === 0) await setImmediate();
      }
      return { packets: accepted, inDoubt: false };
    } catch (error) {
      this.#disconnect();
      return { packets: accepted, error: error instanceof Error ? error : new Error(String(error)), inDoubt: false };
    }
  }

  close(): void {
    this.#closed = true;
    this.#disconnect();
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
      if (this.#socket === socket) this.#disconnect();
      this.#onLateError(error);
    });
    this.#socket = socket;
    return socket;
  }

  #disconnect(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}
