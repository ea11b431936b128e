import { createServer, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { InterruptibleServer } from '../faults/interruptible-server.ts';
import { Arrivals } from '../loopback/arrivals.ts';
import { listArrived } from '../loopback/list-arrived.ts';
import { loopbackRoundTrip } from '../loopback/loopback-round-trip.ts';

/** What was sent to a TCP port, line by line. */
export interface TcpCapture {
  readonly port: number;
  /** Complete lines without their `\n`, of all connections. What follows the last `\n` of a connection is not a line. */
  readonly lines: readonly string[];
  /** Connections accepted since the start. */
  readonly connections: number;
  /** Connections open now. */
  readonly openConnections: number;
  /** Resets every open connection, as a receiver that crashes; new ones are accepted. */
  dropConnections(): void;
  /** Cuts every connection and frees the port: from now on connections are refused. Lines are kept. */
  down(): Promise<void>;
  /** Listens on its port again. */
  up(): Promise<void>;
  /** Resolves when what the kernel took before has arrived, for who cannot say what is to arrive. */
  settled(): Promise<void>;
  /**
   * Resolves once `predicate` holds for the lines. It is asked again when a line arrives and when a connection opens or
   * ends. Rejects after `timeoutSeconds` (default 5), saying what arrived.
   */
  waitFor(predicate: (lines: readonly string[]) => boolean, timeoutSeconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** Where the server listens. */
export interface TcpCaptureOptions {
  /** For a receiver that comes back where it was. @default 0: one that is free */
  readonly port?: number;
}

/** Listens on 127.0.0.1 and keeps every line. */
export async function startTcpCapture(options: TcpCaptureOptions = {}): Promise<TcpCapture> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const arrivals = new Arrivals();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    keepLines(socket, lines, arrivals);
    // A reset is what dropConnections() is for; 'close' follows.
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
