import { startTcpCapture, startUdpCapture } from '@bot-metrics/testing';
import { type ConformanceSubject, conformanceTests, statsdReading } from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import type { StatsdMetricsBackendOptions } from '../src/options.ts';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';
import { HandedCapture } from './handed-capture.ts';
import { UnixCapture } from './unix-capture.ts';

const silent = 'the protocol has no answers: a daemon can neither refuse nor be late';
const unread = 'the kernel keeps what a daemon does not read; aggregated-statsd.test.ts fills its buffer';
const bounded = 'up to 1 MiB of lines wait by design; single-records.test.ts covers the limit';
const connectionless = 'a datagram has no connection';

/** A daemon that keeps lines. It listens at a port, at a path, or behind a socket. */
interface Daemon {
  readonly port?: number;
  readonly path?: string;
  readonly lines: readonly string[];
  settled(): Promise<void>;
  down(): Promise<void>;
  up(): Promise<void>;
  dropConnections?(): void;
  close(): Promise<void>;
}

type Dialect = 'statsd' | 'dogstatsd' | 'influx';
type Subject<D> = ConformanceSubject<D>;

/** A transport: its daemon, and the faults that can occur. */
interface Way<D> extends Pick<Subject<D>, 'faults' | 'stopReceiver'> {
  readonly name: string;
  start(dialect: Dialect): D | Promise<D>;
  address(daemon: D): StatsdMetricsBackendOptions;
  lines(daemon: D): readonly string[] | Promise<readonly string[]>;
}

const down = { begin: (daemon: Daemon) => daemon.down(), end: (daemon: Daemon) => daemon.up() };
const resetting = { begin: (daemon: Daemon) => daemon.dropConnections?.(), end: () => {}, warned: false };
const mute = { slow: silent, hanging: unread, refusing: silent, 'partial success': silent };
const server = {
  stopReceiver: (daemon: Daemon) => daemon.close(),
  lines: (daemon: Daemon) => daemon.settled().then(() => daemon.lines),
};

const UDP: Way<Daemon> = {
  ...server,
  name: 'UDP',
  start: () => startUdpCapture(),
  address: ({ port }) => ({ port: port! }),
  faults: { ...mute, down: { ...down, records: 'lost' }, resetting: connectionless },
};
const TCP: Way<Daemon> = {
  ...server,
  name: 'TCP',
  start: () => startTcpCapture(),
  address: ({ port }) => ({ protocol: 'tcp', port: port! }),
  faults: { ...mute, down, resetting },
};
const UDS: Way<Daemon> = {
  ...server,
  name: 'UDS',
  start: (dialect) => UnixCapture.start(dialect === 'dogstatsd'),
  address: ({ path }) => ({ path: path! }),
  faults: { ...mute, down, resetting },
};

function trouble(state: HandedCapture['state']): {
  begin(socket: HandedCapture): void;
  end(socket: HandedCapture): void;
} {
  return {
    begin(socket) {
      socket.state = state;
    },
    end: (socket) => socket.open(),
  };
}
const handed: Way<HandedCapture> = {
  name: 'socket',
  start: () => new HandedCapture(),
  address: (socket) => ({ socket }),
  lines: ({ lines }) => lines,
  faults: {
    down: trouble('missing'),
    slow: { ...trouble('slow'), warned: false },
    hanging: { ...trouble('stuck'), hung: (socket) => socket.nextStuck() },
    resetting: trouble('closed'),
    refusing: trouble('full'),
    'partial success': silent,
  },
};

function subjectWith<D>(dialect: Dialect, way: Way<D>): Subject<D> {
  const { name, start, address, lines, ...rest } = way;
  return {
    ...rest,
    name: `statsd (${dialect}, ${name})`,
    features: { temporality: 'delta', delivery: 'sent', histograms: true, intervalSeconds: 10 },
    startReceiver: () => start(dialect),
    makeBackend: (daemon, given) => new StatsdMetricsBackend({ dialect, ...address(daemon), ...given }),
    read: async (daemon) => statsdReading(await lines(daemon), dialect),
    skip: { 'histogram: adds up what was observed': 'the values are estimates, whose sum is exact to 11 digits' },
  };
}

/** Sends each record as a separate line. */
function singleRecords<D>(dialect: Dialect, way: Way<D>): Subject<D> {
  const aggregated = subjectWith(dialect, way);
  const troubles = Object.entries(way.faults).filter(([, fault]) => typeof fault !== 'string');
  return {
    ...aggregated,
    name: `statsd (${dialect}, ${way.name}, single records)`,
    features: { temporality: 'delta', delivery: 'sent', histograms: true, receiving: true },
    makeBackend: (daemon, given) =>
      new StatsdMetricsBackend({ dialect, aggregate: false, ...way.address(daemon), ...given }),
    skip: Object.fromEntries(
      troubles.map(([fault]) => [`failure: ${fault}: what is held does not grow with the records`, bounded]),
    ),
  };
}

function createSubjects<D>(way: Way<D>): Subject<D>[] {
  return (['statsd', 'dogstatsd', 'influx'] as const).flatMap((dialect) => [
    subjectWith(dialect, way),
    singleRecords(dialect, way),
  ]);
}

export const subjects = [UDP, TCP, UDS].flatMap(createSubjects<Daemon>) as Subject<unknown>[];
subjects.push(...(createSubjects(handed) as Subject<unknown>[]));

for (const { backend, topic, name, skipped, run } of subjects.flatMap(conformanceTests)) {
  test(`${backend}: ${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
