import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Arrivals } from '../loopback/arrivals.ts';
import { listArrived } from '../loopback/list-arrived.ts';

/** What was sent to a UDP port. */
export interface UdpCapture {
  readonly port: number;
  /** Each datagram as UTF-8 text, in order of arrival. */
  readonly packets: readonly string[];
  /** The lines of all datagrams, without the empty ones. */
  readonly lines: readonly string[];
  /** Resolves once `predicate` holds for the lines. Rejects after `timeoutSeconds` (default 5), saying what arrived. */
  waitFor(predicate: (lines: readonly string[]) => boolean, timeoutSeconds?: number): Promise<void>;
  close(): Promise<void>;
}

export interface UdpCaptureOptions {
  /** For a receiver that comes back where it was. @default 0: one that is free */
  readonly port?: number;
}

/** Listens on 127.0.0.1 and keeps every datagram. */
export async function startUdpCapture(options: UdpCaptureOptions = {}): Promise<UdpCapture> {
  const packets: string[] = [];
  const lines: string[] = [];
  const arrivals = new Arrivals();
  const socket = createSocket('udp4', (datagram) => {
    const packet = datagram.toString();
    packets.push(packet);
    lines.push(...packet.split('\n').filter((line) => line !== ''));
    arrivals.changed();
  });
  socket.bind(options.port ?? 0, '127.0.0.1');
  await once(socket, 'listening');
  let closed: Promise<void> | undefined;
  return {
    port: socket.address().port,
    packets,
    lines,
    waitFor: (predicate, timeoutSeconds = 5) =>
      arrivals.waitFor(
        () => predicate(lines),
        timeoutSeconds,
        () => listArrived('line', lines),
      ),
    close() {
      closed ??= new Promise((resolve) => {
        arrivals.close();
        socket.close(() => resolve());
      });
      return closed;
    },
  };
}
