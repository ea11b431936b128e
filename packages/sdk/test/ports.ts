import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** Returns a port of 127.0.0.1 that is in use during the test. */
export async function occupyPort(): Promise<number> {
  const server = await listen(0);
  onTestFinished(() => void server.close());
  return portOf(server);
}

/** Returns a free port of 127.0.0.1. */
export function unusedPort(): Promise<number> {
  return listenOnce(0);
}

/** Listens and stops again; rejects if the port is in use. */
export async function listenOnce(port: number): Promise<number> {
  const server = await listen(port);
  const listened = portOf(server);
  server.close();
  await once(server, 'close');
  return listened;
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}
