import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Arrivals, listArrived } from '../loopback/arrivals.ts';
import { loopbackRoundTrip } from '../loopback/loopback-round-trip.ts';

/** A UDP socket that records received datagrams. */
export interface UdpCapture {
  readonly port: number;
  /** Each datagram as UTF-8 text, in order of arrival. */
  readonly packets: readonly string[];
  /** The non-empty lines of all datagrams. */
  readonly lines: readonly string[];
  /** Frees the port, so that further datagrams are lost and their senders get an error. */
  down(): Promise<void>;
  /** Listens on the same port again. */
  up(): Promise<void>;
  /** Resolves when everything that the kernel already holds has arrived, for tests that cannot know what to expect. */
  settled(): Promise<void>;
  /**
   * Resolves once `predicate` holds for the lines. Rejects after `timeoutSeconds` (default 5) and lists what arrived.
   */
  waitFor(predicate: (lines: readonly string[]) => boolean, timeoutSeconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** Where the socket is bound. */
export interface UdpCaptureOptions {
  /** Set it to return on the port of an earlier receiver. @default 0: a free port */
  readonly port?: number;
}

/** Listens on 127.0.0.1 and records every datagram. */
export async function startUdpCapture(options: UdpCaptureOptions = {}): Promise<UdpCapture> {
  const packets: string[] = [];
  const lines: string[] = [];
  const arrivals = new Arrivals();
  const keep = (datagram: Buffer): void => {
    const packet = datagram.toString();
    packets.push(packet);
    lines.push(...packet.split('\n').filter((line) => line !== ''));
    arrivals.changed();
  };
  let socket: Socket | undefined = await listen(options.port ?? 0, keep);
  const { port } = socket.address();
  const down = async (): Promise<void> => {
    const closing = socket;
    socket = undefined;
    if (closing !== undefined) await new Promise<void>((resolve) => closing.close(resolve));
  };
  return {
    port,
    packets,
    lines,
    down,
    async up() {
      socket ??= await listen(port, keep);
    },
    settled: loopbackRoundTrip,
    waitFor: (predicate, timeoutSeconds = 5) =>
      arrivals.waitFor(
        () => predicate(lines),
        timeoutSeconds,
        () => listArrived('line', lines),
      ),
    close() {
      arrivals.close();
      return down();
    },
  };
}

async function listen(port: number, keep: (datagram: Buffer) => void): Promise<Socket> {
  const socket = createSocket('udp4', keep);
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
