import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** PostgreSQL in this process behind its wire protocol, or the one that `DATABASE_URL` names. */
export interface Postgres {
  readonly connectionString: string;
  close(): Promise<void>;
}

export async function startPostgres(url: string | undefined): Promise<Postgres> {
  if (url !== undefined) return { connectionString: url, close: async () => {} };
  const database = await PGlite.create();
  // One connection is the default, and a second client of a pool would be turned away.
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
