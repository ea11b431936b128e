import { createSocket } from 'node:dgram';
import { type DataPoint, MeterProvider, type MetricReader, MetricReader as Reader } from '@opentelemetry/sdk-metrics';
import { StatsD } from 'hot-shots';
import {
  buckets,
  type MakeSubject,
  methods,
  otherLabels,
  otherNames,
  routes,
  type Subject,
  statuses,
  WARM_UP,
} from '../subject.ts';

class PullReader extends Reader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

async function total(reader: MetricReader, name: string): Promise<number> {
  const { resourceMetrics } = await reader.collect();
  const metric = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .find(({ descriptor }) => descriptor.name === name);
  const points = (metric?.dataPoints ?? []) as DataPoint<number | { count: number }>[];
  return points.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : value.count), 0);
}

function meterOf(
  readers: number,
  others: number,
): { meter: ReturnType<MeterProvider['getMeter']>; reader: MetricReader } {
  const all = Array.from({ length: readers }, () => new PullReader());
  const meter = new MeterProvider({ readers: all }).getMeter('bench');
  for (const [i, names] of otherNames(others).entries()) {
    const counter = meter.createCounter(`other.counter.${i}`);
    const histogram = meter.createHistogram(`other.histogram.${i}`, { advice: { explicitBucketBoundaries: buckets } });
    for (let k = 0; k < WARM_UP / 4; k++) {
      counter.add(1, otherLabels(names, k));
      histogram.record(0.1, otherLabels(names, k));
    }
  }
  return { meter, reader: all[0]! };
}

export const counter: MakeSubject = (others): Subject => {
  const { meter, reader } = meterOf(1, others);
  const requests = meter.createCounter('requests');
  return {
    record(records) {
      for (let i = 0; i < records; i++) {
        requests.add(1, { method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! });
      }
    },
    total: () => total(reader, 'requests'),
  };
};

export const histogram: MakeSubject = (others): Subject => {
  const { meter, reader } = meterOf(1, others);
  const durations = meter.createHistogram('durations', { advice: { explicitBucketBoundaries: buckets } });
  return {
    record(records) {
      for (let i = 0; i < records; i++) {
        durations.record((i % 100) / 50, { method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! });
      }
    },
    total: () => total(reader, 'durations'),
  };
};

/** Three backends as people have them today: two OTel readers, and hot-shots with a buffer, to a socket on this host. */
export const threeBackends: MakeSubject = async (others): Promise<Subject> => {
  const { meter, reader } = meterOf(2, others);
  const requests = meter.createCounter('requests');
  const sink = createSocket('udp4').unref();
  await new Promise<void>((bound) => sink.bind(0, '127.0.0.1', bound));
  const statsd = new StatsD({
    host: '127.0.0.1',
    port: sink.address().port,
    maxBufferSize: 1432,
    errorHandler: () => {},
  });
  return {
    record(records) {
      for (let i = 0; i < records; i++) {
        const method = methods[i & 3]!;
        const route = routes[i % 5]!;
        const status = statuses[i % 3]!;
        requests.add(1, { method, route, status });
        statsd.increment('requests', 1, { method, route, status });
      }
    },
    total: () => total(reader, 'requests'),
  };
};
