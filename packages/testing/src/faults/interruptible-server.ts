import type { AddressInfo, Server, Socket } from 'node:net';

/** A TCP or HTTP server that can go down and return on the same port. */
export class InterruptibleServer {
  readonly port: number;
  /** Connections made so far. */
  connections = 0;
  readonly #server: Server;
  readonly #host: string;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, host: string) {
    this.#server = server;
    this.#host = host;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Rejects if the port is in use. */
  static async listen(server: Server, host: string, port: number): Promise<InterruptibleServer> {
    await listening(server, host, port);
    return new InterruptibleServer(server, host);
  }

  /**
   * Closes every connection and frees the port, so that further connections are refused. Calling it twice has no
   * effect.
   */
  down(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  /** Listens again. Rejects if the port has been taken meanwhile. */
  async up(): Promise<void> {
    if (!this.#server.listening) await listening(this.#server, this.#host, this.port);
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
