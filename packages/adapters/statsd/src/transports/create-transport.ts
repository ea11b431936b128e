import type { Scheduler } from '@bot-metrics/core';
import type { StatsdSettings } from '../options.ts';
import { Addresses } from './addresses.ts';
import { HandedSocketTransport } from './handed-socket.ts';
import { StreamTransport } from './stream.ts';
import type { Transport } from './transport.ts';
import { UdpTransport } from './udp.ts';

/** @param onLateError called when the network reports that an earlier datagram did not arrive */
export function createTransport(
  { protocol, host, port, path, socket }: StatsdSettings,
  scheduler: Scheduler,
  onLateError: (error: Error) => void,
): Transport {
  if (socket !== undefined) return new HandedSocketTransport(socket, scheduler);
  switch (protocol) {
    case 'udp':
      return new UdpTransport(new Addresses(host, scheduler), port, onLateError);
    case 'tcp':
      return new StreamTransport({ host, port });
    case 'uds':
      return new StreamTransport({ path });
  }
}

/** Names the destination in messages. */
export function describeDestination({ protocol, host, port, path, socket }: StatsdSettings): string {
  if (socket !== undefined) return 'the socket';
  if (protocol === 'uds') return `unix://${path}`;
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
