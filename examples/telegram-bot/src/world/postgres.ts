import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** PostgreSQL: embedded and reached over its wire protocol, or the server named by `DATABASE_URL`. */
export interface Postgres {
  readonly connectionString: string;
  close(): Promise<void>;
}

export async function startPostgres(url: string | undefined): Promise<Postgres> {
  if (url !== undefined) return { connectionString: url, close: async () => {} };
  const database = await PGlite.create();
  // The default is one connection, which would turn away the second client of a pool.
  const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 10 });
  await server.start();
  return {
    connectionString: `postgres://postgres@${server.getServerConn()}/postgres`,
    async close() {
      await server.stop();
      await database.close();
    },
  };
}
