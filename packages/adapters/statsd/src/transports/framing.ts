import type { StatsdSettings } from '../options.ts';
import { lengthPrefixed } from './length-prefixed.ts';

/** What the way to the daemon wants around the lines of a packet. */
export interface Framing {
  /** Follows the last line of a packet: nothing in a datagram, a line feed in a stream. */
  readonly ending: '' | '\n';
  framed(packet: Buffer): Buffer;
}

export function framingOf(settings: StatsdSettings): Framing {
  const isPrefixed = !isDatagram(settings) && settings.protocol === 'uds' && settings.dialect === 'dogstatsd';
  return {
    ending: isDatagram(settings) || isPrefixed ? '' : '\n',
    framed: isPrefixed ? lengthPrefixed : (packet) => packet,
  };
}

/** Whether each packet is on its own. A socket that is handed in is one of datagrams. */
export function isDatagram({ protocol, socket }: StatsdSettings): boolean {
  return socket !== undefined || protocol === 'udp';
}
