import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** What a StatsD daemon would have got. */
export interface UdpSink {
  readonly port: number;
  /** Datagrams, and the sum of the counters in them, since it was asked last. */
  take(): Promise<{ datagrams: number; total: number }>;
  close(): void;
}

/** As much as the kernel allows of it, so that a burst waits instead of being lost. */
const RECEIVE_BUFFER_BYTES = 8_388_608;

/** Counts what arrives on a port of 127.0.0.1, in a process that is not the measured one. */
export async function startUdpSink(): Promise<UdpSink> {
  let datagrams = 0;
  let total = 0;
  const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.on('message', (packet) => {
    datagrams += 1;
    for (const match of packet.toString('latin1').matchAll(/^requests:(\d+)\|c/gm)) total += Number(match[1]);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    async take() {
      let known: number;
      do {
        known = datagrams;
        await setTimeout(50);
      } while (datagrams > known);
      const taken = { datagrams, total };
      datagrams = 0;
      total = 0;
      return taken;
    },
    close: () => socket.close(),
  };
}
