import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import mysql from 'mysql2';

/** The part of mysql2's bundled server that is used; its type declarations omit most of it. */
interface MysqlServer {
  on(event: 'connection', listener: (connection: ServerConnection) => void): void;
  listen(port: number, host: string): void;
  close(): void;
  readonly _server: Server;
}

interface ServerConnection {
  /** Number of the next packet. mysql2's server does not reset it for each command, which makes both sides warn. */
  sequenceId: number;
  on(event: 'error' | 'query', listener: (statement: string) => void): void;
  serverHandshake(handshake: object): void;
  writeError(error: { readonly message: string; readonly code: number }): void;
  writeOk(): void;
}

const { createServer } = mysql as unknown as { createServer(): MysqlServer };

/** Accepts every user and query, and fails statements that contain `bad`. */
export async function startMysqlServer(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer();
  server.on('connection', (connection) => {
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.0',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xffffff ^ 0x800,
      authCallback(_: unknown, done: (error: null) => void) {
        done(null);
        connection.sequenceId = 0;
      },
    });
    connection.on('error', () => {});
    connection.on('query', (statement) => {
      connection.sequenceId = 1;
      if (statement.includes('bad')) connection.writeError({ message: 'no secret', code: 1064 });
      else connection.writeOk();
      connection.sequenceId = 0;
    });
  });
  server.listen(0, '127.0.0.1');
  const listening = server._server;
  await once(listening, 'listening');
  return { port: (listening.address() as AddressInfo).port, close: () => server.close() };
}
