import { BotMetricsError, type PushOptions } from '@bot-metrics/core';

/** Where the daemon is, and how it is spoken to. */
export interface StatsdMetricsBackendOptions extends PushOptions {
  /** Resolved once for each socket. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 8125 */
  readonly port?: number;
  /** @default 'udp' */
  readonly protocol?: 'udp' | 'tcp';
  /** @default 'statsd' */
  readonly dialect?: 'statsd' | 'dogstatsd';
  /** Goes before every name, as it stands: `shop.` makes `orders` `shop.orders`. @default '' */
  readonly prefix?: string;
  /**
   * The most bytes of a datagram, or of one write over TCP; a longer line is dropped.
   * @default 1432 for UDP (an Ethernet frame), 8932 for UDP to this machine (a jumbo frame), 65000 for TCP
   */
  readonly maxPacketBytes?: number;
  /** Seconds from one export to the next. @default 10, as the daemon's own flush interval */
  readonly interval?: number;
}

/** Options that were checked, with every default filled in. */
export interface StatsdSettings {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp';
  readonly dialect: 'statsd' | 'dogstatsd';
  readonly prefix: string;
  readonly maxPacketBytes: number;
  readonly intervalSeconds: number;
}

/** What an IPv4 datagram can carry. */
const MOST_PACKET_BYTES = 65_507;
const FEWEST_PACKET_BYTES = 64;
const MOST_SECONDS = 86_400;

/** @throws BotMetricsError `invalid_configuration` that lists every problem */
export function settingsOf(options: StatsdMetricsBackendOptions): StatsdSettings {
  const { host = '127.0.0.1', port = 8125, protocol = 'udp', dialect = 'statsd', prefix = '' } = options;
  const { interval = 10 } = options;
  const { maxPacketBytes = defaultPacketBytes(protocol, host) } = options;
  const problems = [
    ...check(
      typeof host === 'string' && /^[^\s/]+$/.test(host),
      'host',
      host,
      'is no host; write a name or an address such as "127.0.0.1"',
    ),
    ...check(isWhole(port, 1, 65_535), 'port', port, 'is no port; write a whole number from 1 to 65535'),
    ...check(['udp', 'tcp'].includes(protocol), 'protocol', protocol, 'is not known; write "udp" or "tcp"'),
    ...check(
      ['statsd', 'dogstatsd'].includes(dialect),
      'dialect',
      dialect,
      'is not known; write "statsd" or "dogstatsd"',
    ),
    ...check(
      isPrefix(prefix),
      'prefix',
      prefix,
      'cannot begin a name; write letters, digits, ".", "-" and "_", a letter first, such as "shop."',
    ),
    ...check(
      isWhole(maxPacketBytes, FEWEST_PACKET_BYTES, MOST_PACKET_BYTES),
      'maxPacketBytes',
      maxPacketBytes,
      `is no size; write a whole number from ${FEWEST_PACKET_BYTES} to ${MOST_PACKET_BYTES}`,
    ),
    ...check(
      typeof interval === 'number' && interval > 0 && interval <= MOST_SECONDS,
      'interval',
      interval,
      `is no number of seconds; write one above 0, up to ${MOST_SECONDS}`,
    ),
  ];
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
  return { host, port, protocol, dialect, prefix, maxPacketBytes, intervalSeconds: interval };
}

function check(holds: boolean, option: string, value: unknown, remedy: string): string[] {
  if (holds) return [];
  return [`${option}: ${typeof value === 'number' ? value : JSON.stringify(value)} ${remedy}`];
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function isPrefix(prefix: unknown): boolean {
  return typeof prefix === 'string' && /^([A-Za-z](?!.*__)[A-Za-z0-9_.-]*)?$/.test(prefix);
}

function defaultPacketBytes(protocol: unknown, host: unknown): number {
  if (protocol === 'tcp') return 65_000;
  return host === 'localhost' || host === '::1' || (typeof host === 'string' && host.startsWith('127.')) ? 8932 : 1432;
}
