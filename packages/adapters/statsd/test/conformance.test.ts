import { startTcpCapture, startUdpCapture } from '@bot-metrics/testing';
import {
  type ConformanceSubject,
  conformanceTests,
  type Surroundings,
  statsdReading,
} from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import type { StatsdMetricsBackendOptions } from '../src/options.ts';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';
import { UnaggregatedStatsdBackend } from '../src/unaggregated-statsd-backend.ts';
import { UnixCapture } from './unix-capture.ts';

const silent = 'the protocol has no answers: a daemon can neither refuse nor be late';
const unread = 'what a daemon does not read stays with the kernel; statsd-metrics-backend.test.ts fills that up';
const bounded = 'up to 1 MiB of lines waits by design; unaggregated-statsd-backend.test.ts shows the bound';
const connectionless = 'a datagram has no connection';

/** A daemon that keeps lines, at a port or at a path. */
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

const down = { begin: (daemon: Daemon) => daemon.down(), end: (daemon: Daemon) => daemon.up() };
const resetting = { begin: (daemon: Daemon) => daemon.dropConnections?.(), end: () => {}, told: false };

/** How lines travel: what a daemon is, and what can go wrong with it. */
const ways = {
  UDP: {
    protocol: 'udp',
    start: startUdpCapture,
    faults: { down: { ...down, records: 'lost' }, resetting: connectionless },
  },
  TCP: { protocol: 'tcp', start: startTcpCapture, faults: { down, resetting } },
  UDS: { protocol: 'uds', start: (isFramed: boolean) => UnixCapture.start(isFramed), faults: { down, resetting } },
} as const;

type Way = keyof typeof ways;
type Dialect = 'statsd' | 'dogstatsd' | 'influx';

function subjectWith(dialect: Dialect, way: Way): ConformanceSubject<Daemon> {
  const { protocol, start, faults } = ways[way];
  return {
    name: `statsd (${dialect}, ${way})`,
    features: { temporality: 'delta', delivery: 'sent', histograms: true, intervalSeconds: 10 },
    startReceiver: () => (way === 'UDS' ? ways.UDS.start(dialect === 'dogstatsd') : (start as () => Promise<Daemon>)()),
    makeBackend: (daemon, given) => new StatsdMetricsBackend(optionsFor(daemon, dialect, protocol, given)),
    read: (daemon) => daemon.settled().then(() => statsdReading(daemon.lines, dialect)),
    stopReceiver: (daemon) => daemon.close(),
    skip: { 'histogram: adds up what was observed': 'the values are estimates, whose sum is right to 11 digits' },
    faults: { slow: silent, hanging: unread, refusing: silent, 'partial success': silent, ...faults },
  };
}

/** Each record as a line of its own. */
function singleRecords(dialect: Dialect, way: Way): ConformanceSubject<Daemon> {
  const aggregated = subjectWith(dialect, way);
  return {
    ...aggregated,
    name: `statsd (${dialect}, ${way}, single records)`,
    features: { temporality: 'delta', delivery: 'sent', histograms: true, receiving: true },
    makeBackend: (daemon, given) =>
      new UnaggregatedStatsdBackend(optionsFor(daemon, dialect, ways[way].protocol, given)),
    skip: Object.fromEntries(
      (way === 'UDP' ? ['down'] : ['down', 'resetting']).map((fault) => [
        `failure: ${fault}: what is held does not grow with the records`,
        bounded,
      ]),
    ),
  };
}

function optionsFor(
  { port, path }: Daemon,
  dialect: Dialect,
  protocol: 'udp' | 'tcp' | 'uds',
  given: Surroundings,
): StatsdMetricsBackendOptions {
  return {
    dialect,
    protocol,
    ...(path === undefined ? {} : { path }),
    ...(port === undefined ? {} : { port }),
    ...given,
  };
}

export const subjects = (['statsd', 'dogstatsd', 'influx'] as const).flatMap((dialect) => [
  ...(['UDP', 'TCP', 'UDS'] as const).map((way) => subjectWith(dialect, way)),
  ...(['UDP', 'TCP'] as const).map((way) => singleRecords(dialect, way)),
]);

for (const { backend, topic, name, skipped, run } of subjects.flatMap(conformanceTests)) {
  test(`${backend}: ${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
