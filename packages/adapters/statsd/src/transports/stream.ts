import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { Sent, Transport } from './transport.ts';

/** Until a connection that does not open, or a daemon that does not read, is given up. */
const STALLED_MILLISECONDS = 10_000;

/** One connection over TCP or a Unix stream socket, made when there is something to send and made again when it broke. */
export class StreamTransport implements Transport {
  readonly #address: NetConnectOpts;
  #socket: Socket | undefined;
  #closed = false;

  constructor(address: NetConnectOpts) {
    this.#address = address;
  }

  async send(packets: readonly Buffer[]): Promise<Sent> {
    let taken = 0;
    let inDoubt = false;
    try {
      const socket = this.#socket?.writable ? this.#socket : await this.#connect();
      socket.setTimeout(STALLED_MILLISECONDS);
      for (const packet of packets) {
        inDoubt = true;
        await new Promise<void>((resolve, reject) => {
          socket.write(packet, (error) => (error === null || error === undefined ? resolve() : reject(error)));
        });
        taken += 1;
        inDoubt = false;
      }
      socket.setTimeout(0);
      return { packets: taken, inDoubt: false };
    } catch (error) {
      this.#socket?.destroy();
      return { packets: taken, error: error instanceof Error ? error : new Error(String(error)), inDoubt };
    }
  }

  close(): void {
    this.#closed = true;
    // What the kernel has taken still goes out, unless a write is stuck.
    if (this.#socket?.writableLength === 0) this.#socket.end();
    else this.#socket?.destroy();
  }

  async #connect(): Promise<Socket> {
    if (this.#closed) throw new Error('the backend was shut down');
    const socket = connect(this.#address);
    this.#socket = socket;
    socket.unref();
    socket.on('timeout', () => {
      socket.destroy(new Error(`nothing was taken within ${STALLED_MILLISECONDS / 1000} s`));
    });
    // Whoever waits for the connection or a write is told there.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    // Daemons do not answer; unread bytes would hide the end of the connection.
    socket.resume();
    socket.setTimeout(STALLED_MILLISECONDS);
    await Promise.race([
      once(socket, 'connect'),
      once(socket, 'close').then(() => Promise.reject(new Error('the connection was closed'))),
    ]);
    return socket;
  }
}
