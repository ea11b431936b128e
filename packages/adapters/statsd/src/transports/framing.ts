import type { StatsdSettings } from '../options.ts';
import { lengthPrefixed } from './length-prefixed.ts';

/** What the way to the daemon wants around the lines of a packet. */
export interface Framing {
  /** Follows the last line of a packet: nothing in a datagram, a line feed in a stream. */
  readonly ending: '' | '\n';
  framed(packet: Buffer): Buffer;
}

export function framingOf({ protocol, dialect, socket }: StatsdSettings): Framing {
  const isDatagram = socket !== undefined || protocol === 'udp';
  const isPrefixed = !isDatagram && protocol === 'uds' && dialect === 'dogstatsd';
  return {
    ending: isDatagram || isPrefixed ? '' : '\n',
    framed: isPrefixed ? lengthPrefixed : (packet) => packet,
  };
}
