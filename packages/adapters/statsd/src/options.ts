import type { PushOptions } from '@bot-metrics/core/backend';
import {
  flag,
  integer,
  list,
  type OptionsOf,
  oneOf,
  type Problem,
  port,
  type ResolvedOptions,
  ready,
  resolveOptions,
  seconds,
  text,
} from '@bot-metrics/core/options';
import type { DatagramSocket, OpenSocket } from './transports/handed-socket.ts';

/** The largest payload of an IPv4 datagram. */
const MAX_PACKET_BYTES = 65_507;
/** The size of `sun_path` without its terminating NUL. The kernel truncates or rejects a longer path. */
const MAX_PATH_BYTES = 107;

/** The options of `StatsdMetricsBackend`. */
export const options = {
  host: text({
    default: '127.0.0.1',
    description: 'The host of the daemon. Over UDP, a name is looked up again every 60 seconds.',
    pattern: /^[^\s/]+$/,
    expected: 'a host name or an address such as "127.0.0.1"',
  }),
  port: port({ default: 8125, description: 'The port of the daemon.', min: 1 }),
  path: text({
    description: `The path of the daemon's Unix stream socket, instead of \`host\` and \`port\`; at most ${MAX_PATH_BYTES} bytes.`,
    defaultText: 'none',
  }),
  protocol: oneOf(['udp', 'tcp', 'uds'], {
    description: 'The transport; `uds` is a Unix stream socket.',
    defaultText: '`udp`, or `uds` with a `path`',
  }),
  socket: ready(
    {
      inCode: true,
      type: 'DatagramSocket | (() => DatagramSocket)',
      expected: 'a datagram socket with "send(packet, callback)", or a function that opens one',
      description:
        'A function that opens and connects a datagram socket, instead of an address. Use it for Unix datagram sockets, which Node lacks: the package `unix-dgram` has them. It is called again after a failure. A socket itself is accepted too; the backend then neither opens it again nor closes it.',
    },
    (value): value is DatagramSocket | OpenSocket =>
      typeof value === 'function' || ('send' in value && typeof value.send === 'function'),
  ),
  dialect: oneOf(['statsd', 'dogstatsd', 'influx'], {
    default: 'statsd',
    description: 'The line format: etsy StatsD, DogStatsD of the Datadog Agent, or the tags of Telegraf (`influx`).',
  }),
  prefix: text({
    default: '',
    description: 'Precedes every name: `shop.` turns `orders` into `shop.orders`.',
    pattern: /^([A-Za-z](?!.*__)[A-Za-z0-9_.-]*)?$/,
    expected: 'letters, digits, ".", "-" and "_" that start with a letter, such as "shop."',
  }),
  aggregate: flag({
    default: true,
    description:
      '`false` sends each record as a separate line with its exact value, at the end of the event loop turn. It excludes `interval`, `timestamps`, `health` and `histograms`.',
  }),
  tags: list(
    text({ description: '', pattern: /^[^,|\s]+$/, expected: 'a tag "key:value" without spaces, "," and "|"' }),
    {
      description:
        'For `dogstatsd`: tags of every line, such as `env:production`. A label with the same name replaces the tag.',
      defaultText: 'none',
    },
  ),
  containerId: text({
    description:
      'For `dogstatsd`: the container id, preceded by `ci-`. Every line ends with `|c:` and this value, from which the Agent adds the tags of the container.',
    defaultText: 'none',
    pattern: /^[\w.:/-]+$/,
    expected: 'letters, digits, "-" and "_", such as "ci-" and the id of the container',
  }),
  timestamps: flag({
    default: false,
    description:
      'For `dogstatsd`: ends counters and gauges with `|T` and the time of the aggregate. The Agent (7.40 or later) then forwards them unchanged.',
  }),
  health: flag({
    default: false,
    description:
      'For `dogstatsd`: also sends health checks as service checks, and an event when one fails or passes again.',
  }),
  histograms: oneOf(['explicit', 'exponential'], {
    default: 'exponential',
    description:
      'The buckets from which timings are estimated if a definition names none. `exponential` buckets are at most 9 % wide over a range of 1 to 1,000,000; a record costs twice as much, and a series takes 8 kB more. `explicit` buckets cost nothing extra if another backend uses them.',
  }),
  maxPacketBytes: integer({
    min: 64,
    max: MAX_PACKET_BYTES,
    description: 'The largest datagram, or the largest write to a stream. A longer line is dropped.',
    defaultText: '1432 for UDP, 8932 for UDP on this machine, 65000 for TCP, 8192 for a Unix socket or `socket`',
  }),
  interval: seconds({
    default: 10,
    description: "Time between two exports; the default is the daemon's own flush interval.",
  }),
};

/** The options of `StatsdMetricsBackend`; all are optional. */
export interface StatsdMetricsBackendOptions extends PushOptions, OptionsOf<typeof options> {}

/** Checked options with every default filled in. */
export interface StatsdSettings {
  readonly host: string;
  readonly port: number;
  /** Empty unless `protocol` is `uds`. */
  readonly path: string;
  readonly protocol: 'udp' | 'tcp' | 'uds';
  readonly dialect: 'statsd' | 'dogstatsd' | 'influx';
  readonly prefix: string;
  readonly socket: DatagramSocket | OpenSocket | undefined;
  readonly tags: readonly string[];
  /** Empty without one. */
  readonly containerId: string;
  readonly timestamps: boolean;
  readonly health: boolean;
  readonly histograms: 'explicit' | 'exponential';
  readonly maxPacketBytes: number;
  readonly intervalSeconds: number;
}

type Resolved = ResolvedOptions<typeof options>;

/** Finds problems of options that are valid one by one. */
export function check({ dialect, path, protocol }: Resolved, given: OptionsOf<typeof options>): Problem[] {
  const problems: Problem[] = [];
  const isSet = (option: keyof typeof given): boolean => given[option] !== undefined;
  const add = (option: string, text: string): number => problems.push({ path: [option], text });
  if (protocol === 'uds' && path === undefined)
    add('path', 'missing; set the path of the socket, which protocol "uds" needs');
  if (protocol !== 'uds' && protocol !== undefined && isSet('path')) {
    add('path', 'needs protocol "uds"; set "protocol" to "uds", or remove "path"');
  }
  if (path !== undefined && (path.includes('\0') || Buffer.byteLength(path) > MAX_PATH_BYTES)) {
    add(
      'path',
      `expected the path of a socket of at most ${MAX_PATH_BYTES} bytes, received ${Buffer.byteLength(path)}; choose a shorter path`,
    );
  }
  for (const option of ['host', 'port', 'path', 'protocol'] as const) {
    if (isSet('socket') && isSet(option)) add(option, 'cannot be combined with "socket"; remove one of them');
  }
  for (const option of ['tags', 'containerId', 'timestamps', 'health'] as const) {
    if (!isSet(option) || given[option] === false || dialect === 'dogstatsd' || dialect === undefined) continue;
    add(option, `needs dialect "dogstatsd"; set "dialect" to "dogstatsd", or remove "${option}"`);
  }
  for (const option of ['interval', 'timestamps', 'health', 'histograms'] as const) {
    if (given.aggregate === false && isSet(option)) {
      add(option, 'cannot be combined with "aggregate: false"; remove one of them');
    }
  }
  return problems;
}

/** @throws BotMetricsError `invalid_configuration` with every problem */
export function resolveSettings(given: StatsdMetricsBackendOptions): StatsdSettings {
  const {
    protocol: named,
    maxPacketBytes: limit,
    tags,
    containerId,
    path,
    interval,
    ...resolved
  } = resolveOptions({ options, check }, given);
  const protocol = named ?? (path === undefined ? 'udp' : 'uds');
  const maxPacketBytes = limit ?? defaultPacketBytes(resolved.socket === undefined ? protocol : 'uds', resolved.host);
  return {
    ...resolved,
    path: path ?? '',
    protocol,
    tags: tags ?? [],
    containerId: containerId ?? '',
    maxPacketBytes,
    intervalSeconds: interval,
  };
}

/** An Ethernet frame, a jumbo frame on this machine, and the read size of the Datadog Agent at a Unix socket. */
function defaultPacketBytes(protocol: 'udp' | 'tcp' | 'uds', host: string): number {
  if (protocol === 'tcp') return 65_000;
  if (protocol === 'uds') return 8192;
  return host === 'localhost' || host === '::1' || host.startsWith('127.') ? 8932 : 1432;
}
