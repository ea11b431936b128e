import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { SendResult, Transport } from './transport.ts';

/** How long a connection may take to open, and a daemon to read. */
const STALL_MILLISECONDS = 10_000;

/** One connection over TCP or a Unix stream socket. It opens with the first packet and reopens after a failure. */
export class StreamTransport implements Transport {
  readonly #address: NetConnectOpts;
  #socket: Socket | undefined;
  #closed = false;

  constructor(address: NetConnectOpts) {
    this.#address = address;
  }

  async send(packets: readonly Buffer[]): Promise<SendResult> {
    let accepted = 0;
    let inDoubt = false;
    try {
      const socket = this.#socket?.writable ? this.#socket : await this.#connect();
      socket.setTimeout(STALL_MILLISECONDS);
      for (const packet of packets) {
        inDoubt = true;
        await new Promise<void>((resolve, reject) => {
          socket.write(packet, (error) => (error === null || error === undefined ? resolve() : reject(error)));
        });
        accepted += 1;
        inDoubt = false;
      }
      socket.setTimeout(0);
      return { packets: accepted, inDoubt: false };
    } catch (error) {
      this.#socket?.destroy();
      return { packets: accepted, error: error instanceof Error ? error : new Error(String(error)), inDoubt };
    }
  }

  close(): void {
    this.#closed = true;
    // The kernel still sends what it accepted, unless a write is stuck.
    if (this.#socket?.writableLength === 0) this.#socket.end();
    else this.#socket?.destroy();
  }

  async #connect(): Promise<Socket> {
    if (this.#closed) throw new Error('the backend was shut down');
    const socket = connect(this.#address);
    this.#socket = socket;
    socket.unref();
    socket.on('timeout', () => {
      socket.destroy(new Error(`the daemon read nothing within ${STALL_MILLISECONDS / 1000} s`));
    });
    // The connection attempt and each write report the error themselves.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    // Daemons send nothing, but unread bytes would hide the end of the connection.
    socket.resume();
    socket.setTimeout(STALL_MILLISECONDS);
    await Promise.race([
      once(socket, 'connect'),
      once(socket, 'close').then(() => Promise.reject(new Error('the connection was closed'))),
    ]);
    return socket;
  }
}
