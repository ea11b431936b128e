import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** A daemon at a Unix stream socket that keeps every line. In DogStatsD, the length precedes each packet. */
export class UnixCapture {
  readonly lines: string[] = [];
  readonly #folder: string;
  readonly #isFramed: boolean;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#accept(socket));

  private constructor(folder: string, isFramed: boolean) {
    this.#folder = folder;
    this.#isFramed = isFramed;
  }

  static async start(isFramed: boolean): Promise<UnixCapture> {
    const capture = new UnixCapture(await mkdtemp(join(tmpdir(), 'statsd-')), isFramed);
    await capture.up();
    return capture;
  }

  get path(): string {
    return join(this.#folder, 'daemon.sock');
  }

  async up(): Promise<void> {
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
  }

  /** Closes every connection and removes the socket file. */
  async down(): Promise<void> {
    this.#server.close();
    this.dropConnections();
    await once(this.#server, 'close');
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Waits until a few turns of the event loop have brought nothing new. */
  async settled(): Promise<void> {
    for (let quiet = 0, before = -1; quiet < 5; quiet = before === this.lines.length ? quiet + 1 : 0) {
      before = this.lines.length;
      await setImmediate();
    }
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.down();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = this.#take(Buffer.concat([rest, chunk]));
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** Keeps whole lines and returns the rest. */
  #take(bytes: Buffer): Buffer<ArrayBuffer> {
    let left = Buffer.from(bytes);
    if (!this.#isFramed) {
      const end = left.lastIndexOf('\n') + 1;
      if (end > 0)
        this.lines.push(
          ...left
            .subarray(0, end - 1)
            .toString()
            .split('\n'),
        );
      return left.subarray(end);
    }
    while (left.length >= 4 && left.length >= 4 + left.readUInt32LE()) {
      const end = 4 + left.readUInt32LE();
      this.lines.push(...left.subarray(4, end).toString().split('\n'));
      left = left.subarray(end);
    }
    return left;
  }
}
