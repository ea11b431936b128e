import { startTcpCapture, startUdpCapture, type TcpCapture, type UdpCapture } from '@bot-metrics/testing';
import { type ConformanceSubject, conformanceTests, statsdReading } from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';

const silent = 'the protocol has no answers: a daemon can neither refuse nor be late';
const unread = 'what a daemon does not read stays with the kernel; statsd-metrics-backend.test.ts fills that up';

function subjectWith<D extends TcpCapture | UdpCapture>(
  dialect: 'statsd' | 'dogstatsd' | 'influx',
  protocol: 'tcp' | 'udp',
  start: () => Promise<D>,
  faults: ConformanceSubject<D>['faults'],
): ConformanceSubject<D> {
  return {
    name: `statsd (${dialect}, ${protocol.toUpperCase()})`,
    features: { temporality: 'delta', delivery: 'sent', histograms: true, intervalSeconds: 10 },
    startReceiver: start,
    makeBackend: ({ port }, surroundings) => new StatsdMetricsBackend({ port, protocol, dialect, ...surroundings }),
    read: (daemon) => daemon.settled().then(() => statsdReading(daemon.lines, dialect)),
    stopReceiver: (daemon) => daemon.close(),
    skip: { 'histogram: adds up what was observed': 'a daemon is told a value for each bucket; sums are estimates' },
    faults: { slow: silent, hanging: unread, refusing: silent, 'partial success': silent, ...faults },
  };
}

export const subjects = (['statsd', 'dogstatsd', 'influx'] as const).flatMap((dialect) => [
  subjectWith(dialect, 'udp', startUdpCapture, {
    down: { begin: (daemon) => daemon.down(), end: (daemon) => daemon.up(), records: 'lost' },
    resetting: 'a datagram has no connection',
  }),
  subjectWith(dialect, 'tcp', startTcpCapture, {
    down: { begin: (daemon) => daemon.down(), end: (daemon) => daemon.up() },
    resetting: { begin: (daemon) => daemon.dropConnections(), end: () => {}, told: false },
  }),
]);

for (const { backend, topic, name, skipped, run } of subjects.flatMap(conformanceTests)) {
  test(`${backend}: ${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
