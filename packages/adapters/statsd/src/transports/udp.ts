import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Addresses } from './addresses.ts';
import type { SendResult, Transport } from './transport.ts';

/** Datagrams between two turns of the event loop, so that a daemon on the same machine can read them. */
const BURST_DATAGRAMS = 16;

/**
 * Sends datagrams over a connected socket, so that the kernel reports when nobody listens. It follows a name that moves, and tries the
 * next address of a host after a failure.
 *
 * A datagram that the kernel accepted counts as sent. The network reports only afterwards that nobody listened.
 */
export class UdpTransport implements Transport {
  readonly #addresses: Addresses;
  readonly #port: number;
  readonly #onLateError: (error: Error) => void;
  #socket: Socket | undefined;
  #address = '';
  #closed = false;

  /** @param onLateError called when the network reports that an earlier datagram did not arrive */
  constructor(addresses: Addresses, port: number, onLateError: (error: Error) => void) {
    this.#addresses = addresses;
    this.#port = port;
    this.#onLateError = onLateError;
  }

  async send(packets: readonly Buffer[]): Promise<SendResult> {
    let accepted = 0;
    try {
      if (this.#socket !== undefined && (await this.#addresses.hasLost(this.#address))) this.#disconnect();
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
      this.#fail();
      return { packets: accepted, error: error instanceof Error ? error : new Error(String(error)), inDoubt: false };
    }
  }

  close(): void {
    this.#closed = true;
    this.#addresses.close();
    this.#disconnect();
  }

  async #connect(): Promise<Socket> {
    const { address, family } = await this.#addresses.choose();
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
      if (this.#socket === socket) this.#fail();
      this.#onLateError(error);
    });
    this.#socket = socket;
    this.#address = address;
    return socket;
  }

  #fail(): void {
    this.#addresses.failed();
    this.#disconnect();
  }

  #disconnect(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}
