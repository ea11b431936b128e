import { BotMetricsError, type PushOptions } from '@bot-metrics/core';
import type { DatagramSocket } from './transports/handed-socket.ts';

/** Where the daemon is, and how it is spoken to. */
export interface StatsdMetricsBackendOptions extends PushOptions {
  /** Resolved once for each socket. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 8125 */
  readonly port?: number;
  /** Of the daemon's Unix stream socket, instead of `host` and `port`; at most 107 bytes. @default none */
  readonly path?: string;
  /** @default 'udp', or 'uds' where there is a `path` */
  readonly protocol?: 'udp' | 'tcp' | 'uds';
  /**
   * A connected datagram socket instead of an address, for Unix datagram sockets, which Node does not have: that of the
   * package `unix-dgram`, or any other with such a `send`. It is left open. @default none
   */
  readonly socket?: DatagramSocket;
  /** @default 'statsd' */
  readonly dialect?: 'statsd' | 'dogstatsd' | 'influx';
  /** Goes before every name, as it stands: `shop.` makes `orders` `shop.orders`. @default '' */
  readonly prefix?: string;
  /**
   * `false` sends each record as a line of its own, with its exact value, when the event loop turns; `interval`, `timestamps`,
   * `health` and `histograms` are of an aggregate and belong to `true`. @default true
   */
  readonly aggregate?: boolean;
  /** For `dogstatsd`: tags of every line, such as `['env:production']`; a label of the same name goes before. @default none */
  readonly tags?: readonly string[];
  /** For `dogstatsd`: ends every line with `|c:` and this, for tags of the container; such as `ci-` and its id. @default none */
  readonly containerId?: string;
  /**
   * For `dogstatsd`: ends counters and gauges with `|T` and the time of the aggregate. The Agent (7.40 or newer) then keeps
   * them as they are, and does not add up what it gets. @default false
   */
  readonly timestamps?: boolean;
  /** For `dogstatsd`: health checks are service checks as well, and an event when one fails or passes again. @default false */
  readonly health?: boolean;
  /**
   * The buckets that the values of histograms are estimated from where a metric names none. `exponential` ones are 9 % wide
   * at most over a range of 1 to 1,000,000, make a record twice as dear and a series 8 kB larger; `explicit` ones cost
   * nothing, because other backends have them too.
   * @default 'exponential'
   */
  readonly histograms?: 'explicit' | 'exponential';
  /**
   * The most bytes of a datagram, or of one write to a stream; a longer line is dropped.
   * @default 1432 for UDP (an Ethernet frame), 8932 for UDP to this machine (a jumbo frame), 65000 for TCP,
   * 8192 for a Unix socket or a `socket` (what the Datadog Agent reads at once)
   */
  readonly maxPacketBytes?: number;
  /** Seconds from one export to the next. @default 10, as the daemon's own flush interval */
  readonly interval?: number;
}

/** Options that were checked, with every default filled in. */
export interface StatsdSettings {
  readonly host: string;
  readonly port: number;
  /** Empty unless `protocol` is `uds`. */
  readonly path: string;
  readonly protocol: 'udp' | 'tcp' | 'uds';
  readonly dialect: 'statsd' | 'dogstatsd' | 'influx';
  readonly prefix: string;
  readonly socket: DatagramSocket | undefined;
  readonly tags: readonly string[];
  /** Empty if there is none. */
  readonly containerId: string;
  readonly timestamps: boolean;
  readonly health: boolean;
  readonly histograms: 'explicit' | 'exponential';
  readonly maxPacketBytes: number;
  readonly intervalSeconds: number;
}

/** What an IPv4 datagram can carry. */
const MOST_PACKET_BYTES = 65_507;
/** Of `sun_path`, less its terminating NUL: a longer path would be cut, or refused, by the kernel. */
const MOST_PATH_BYTES = 107;
const FEWEST_PACKET_BYTES = 64;
const MOST_SECONDS = 86_400;

/** @throws BotMetricsError `invalid_configuration` that lists every problem */
export function settingsOf(options: StatsdMetricsBackendOptions): StatsdSettings {
  const { host = '127.0.0.1', port = 8125, path, socket, dialect = 'statsd', prefix = '', interval = 10 } = options;
  const {
    tags,
    containerId,
    timestamps = false,
    health = false,
    histograms = 'exponential',
    aggregate = true,
  } = options;
  const { protocol = path === undefined ? 'udp' : 'uds' } = options;
  const { maxPacketBytes = defaultPacketBytes(socket === undefined ? protocol : 'uds', host) } = options;
  const problems = [
    ...check(
      typeof host === 'string' && /^[^\s/]+$/.test(host),
      'host',
      host,
      'is no host; write a name or an address such as "127.0.0.1"',
    ),
    ...check(isWhole(port, 1, 65_535), 'port', port, 'is no port; write a whole number from 1 to 65535'),
    ...check(
      ['udp', 'tcp', 'uds'].includes(protocol),
      'protocol',
      protocol,
      'is not known; write "udp", "tcp", or "uds" for a Unix socket',
    ),
    ...(protocol === 'uds'
      ? check(isSocketPath(path), 'path', path, 'is no path of a socket; write one such as "/var/run/statsd.sock"')
      : check(path === undefined, 'path', path, 'is of a Unix socket; set "protocol" to "uds", or leave it out')),
    ...check(
      socket === undefined || typeof socket?.send === 'function',
      'socket',
      typeof socket,
      'is no datagram socket; hand in one with "send(packet, callback)"',
    ),
    ...['host', 'port', 'path', 'protocol'].flatMap((address) =>
      check(
        socket === undefined || options[address as keyof typeof options] === undefined,
        address,
        options[address as keyof typeof options],
        'says where to send to, and so does "socket"; leave one of them out',
      ),
    ),
    ...check(
      ['statsd', 'dogstatsd', 'influx'].includes(dialect),
      'dialect',
      dialect,
      'is not known; write "statsd", "dogstatsd" or "influx"',
    ),
    ...check(
      isPrefix(prefix),
      'prefix',
      prefix,
      'cannot begin a name; write letters, digits, ".", "-" and "_", a letter first, such as "shop."',
    ),
    ...check(
      containerId === undefined || (typeof containerId === 'string' && /^[\w.:/-]+$/.test(containerId)),
      'containerId',
      containerId,
      'is no id; write letters, digits, "-" and "_", such as "ci-" and the id of the container',
    ),
    ...check(
      tags === undefined || (Array.isArray(tags) && tags.every(isTag)),
      'tags',
      tags,
      'are no tags; write a list of "key:value", without spaces, "," and "|"',
    ),
    ...Object.entries({ tags, containerId, timestamps, health }).flatMap(([option, value]) =>
      check(
        value === undefined || value === false || dialect === 'dogstatsd',
        option,
        value,
        'is only known to DogStatsD; set "dialect" to "dogstatsd", or leave it out',
      ),
    ),
    ...check(
      aggregate === true || aggregate === false,
      'aggregate',
      aggregate,
      'is neither true nor false; leave it out to aggregate',
    ),
    ...(['interval', 'timestamps', 'health', 'histograms'] as const).flatMap((option) =>
      check(
        aggregate !== false || options[option] === undefined,
        option,
        options[option],
        'is of an aggregate; leave it out, or "aggregate: false"',
      ),
    ),
    ...check(
      ['explicit', 'exponential'].includes(histograms),
      'histograms',
      histograms,
      'is not known; write "explicit" or "exponential"',
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
  return {
    host,
    port,
    path: path ?? '',
    protocol,
    socket,
    dialect,
    prefix,
    tags: tags ?? [],
    containerId: containerId ?? '',
    timestamps,
    health,
    histograms,
    maxPacketBytes,
    intervalSeconds: interval,
  };
}

function check(holds: boolean, option: string, value: unknown, remedy: string): string[] {
  if (holds) return [];
  return [`${option}: ${typeof value === 'number' ? value : JSON.stringify(value)} ${remedy}`];
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function isSocketPath(path: unknown): boolean {
  return typeof path === 'string' && path !== '' && !path.includes('\0') && Buffer.byteLength(path) <= MOST_PATH_BYTES;
}

function isTag(tag: unknown): boolean {
  return typeof tag === 'string' && /^[^,|\s]+$/.test(tag);
}

function isPrefix(prefix: unknown): boolean {
  return typeof prefix === 'string' && /^([A-Za-z](?!.*__)[A-Za-z0-9_.-]*)?$/.test(prefix);
}

function defaultPacketBytes(protocol: unknown, host: unknown): number {
  if (protocol === 'tcp') return 65_000;
  if (protocol === 'uds') return 8192;
  return host === 'localhost' || host === '::1' || (typeof host === 'string' && host.startsWith('127.')) ? 8932 : 1432;
}
