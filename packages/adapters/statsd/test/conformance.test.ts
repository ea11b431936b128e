import { startTcpCapture, startUdpCapture, type TcpCapture, type UdpCapture } from '@bot-metrics/testing';
import { type ConformanceSubject, conformanceTests, statsdReading } from '@bot-metrics/testing/conformance';
import { describe, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';

const silent = 'a daemon answers nothing, whether it is slow, refuses or takes a part';
const sums = 'a daemon gets one value for each bucket: counts are exact, sums are estimates';

const kinds = (['udp', 'tcp'] as const).flatMap((protocol) =>
  (['statsd', 'dogstatsd'] as const).map((dialect) => ({ protocol, dialect })),
);

export const subjects = kinds.map(({ protocol, dialect }): ConformanceSubject<UdpCapture | TcpCapture> => {
  const start = protocol === 'udp' ? startUdpCapture : startTcpCapture;
  return {
    name: `statsd (${dialect}, ${protocol.toUpperCase()})`,
    features: { temporality: 'delta', delivery: 'sent', histograms: true, intervalSeconds: 10 },
    startReceiver: () => start(),
    makeBackend: ({ port }, surroundings) => new StatsdMetricsBackend({ port, protocol, dialect, ...surroundings }),
    async read(daemon) {
      await daemon.settled();
      return statsdReading(daemon.lines, dialect);
    },
    stopReceiver: (daemon) => daemon.close(),
    skip: { 'histogram: adds up what was observed': sums },
    faults: {
      down: {
        begin: (daemon) => daemon.down(),
        end: (daemon) => daemon.up(),
        records: protocol === 'udp' ? 'lost' : 'kept',
      },
      resetting: 'dropConnections' in start ? silent : silent,
      ...{ slow: silent, hanging: silent, refusing: silent, 'partial success': silent },
    },
  };
});

for (const subject of subjects) {
  describe(subject.name, () => {
    for (const { topic, name, skipped, run } of conformanceTests(subject)) {
      test(`${topic}: ${name}`, { skip: skipped !== undefined }, run);
    }
  });
}
