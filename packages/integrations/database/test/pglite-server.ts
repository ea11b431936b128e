import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { PoolConfig } from 'pg';

/** PostgreSQL in this process, reached over a socket. It runs queries one at a time but accepts several connections. */
export class PgliteServer {
  readonly #database: PGlite;
  readonly #server: PGLiteSocketServer;

  private constructor(database: PGlite, server: PGLiteSocketServer) {
    this.#database = database;
    this.#server = server;
  }

  static async start(): Promise<PgliteServer> {
    const database = await PGlite.create();
    const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 10 });
    await server.start();
    return new PgliteServer(database, server);
  }

  get poolConfig(): PoolConfig {
    const port = Number(this.#server.getServerConn().split(':').at(-1));
    return { host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 2 };
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await this.#database.close();
  }
}
