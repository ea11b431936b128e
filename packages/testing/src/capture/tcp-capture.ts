import { createServer, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { InterruptibleServer } from '../faults/interruptible-server.ts';
import { Arrivals, listArrived } from '../loopback/arrivals.ts';
import { loopbackRoundTrip } from '../loopback/loopback-round-trip.ts';

/** A TCP server that records received lines. */
export interface TcpCapture {
  readonly port: number;
  /** Complete lines of all connections, without their `\n`. Text after the last `\n` of a connection is not a line. */
  readonly lines: readonly string[];
  /** Connections accepted so far. */
  readonly connections: number;
  /** Currently open connections. */
  readonly openConnections: number;
  /** Resets every open connection, like a crashing receiver, and keeps accepting new ones. */
  dropConnections(): void;
  /** Closes every connection and frees the port, so that further connections are refused. Keeps the lines. */
  down(): Promise<void>;
  /** Listens on the same port again. */
  up(): Promise<void>;
  /** Resolves when everything that the kernel already holds has arrived, for tests that cannot know what to expect. */
  settled(): Promise<void>;
  /**
   * Resolves once `predicate` holds for the lines. Checks it when a line arrives and when a connection opens or ends.
   * Rejects after `timeoutSeconds` (default 5) and lists what arrived.
   */
  waitFor(predicate: (lines: readonly string[]) => boolean, timeoutSeconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** Where the server listens. */
export interface TcpCaptureOptions {
  /** Set it to return on the port of an earlier receiver. @default 0: a free port */
  readonly port?: number;
}

/** Listens on 127.0.0.1 and records every line. */
export async function startTcpCapture(options: TcpCaptureOptions = {}): Promise<TcpCapture> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const arrivals = new Arrivals();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    keepLines(socket, lines, arrivals);
    // dropConnections() causes resets; a 'close' event follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      arrivals.changed();
    });
    arrivals.changed();
  });
  const listener = await InterruptibleServer.listen(server, '127.0.0.1', options.port ?? 0);
  return {
    port: listener.port,
    lines,
    get connections() {
      return connections;
    },
    get openConnections() {
      return sockets.size;
    },
    dropConnections() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    down: () => listener.down(),
    up: () => listener.up(),
    settled: loopbackRoundTrip,
    waitFor: (predicate, timeoutSeconds = 5) =>
      arrivals.waitFor(
        () => predicate(lines),
        timeoutSeconds,
        () => `${connections} connections were made and ${listArrived('line', lines)}`,
      ),
    close() {
      arrivals.close();
      return listener.down();
    },
  };
}

function keepLines(socket: Socket, lines: string[], arrivals: Arrivals): void {
  const decoder = new StringDecoder('utf8');
  let unfinished = '';
  socket.on('data', (chunk) => {
    const parts = (unfinished + decoder.write(chunk)).split('\n');
    unfinished = parts.pop() ?? '';
    lines.push(...parts);
    arrivals.changed();
  });
}
