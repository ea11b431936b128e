import { Metrics, MetricsCollectorService, MultiMetricsBackend } from '@bot-metrics/core';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { StatsdMetricsBackend } from '@bot-metrics/statsd';
import {
  buckets,
  labelNames,
  type MakeSubject,
  methods,
  otherLabels,
  otherNames,
  routes,
  statuses,
  WARM_UP,
} from '../subject.ts';

/** A fan-out with that many collecting backends, none of them started: their readers are attached all the same. */
function fanOut(backends: number): MultiMetricsBackend {
  const all = [
    () => new PrometheusMetricsBackend({ listen: false }),
    () => new OtlpMetricsBackend(),
    () => new StatsdMetricsBackend(),
    () => new PrometheusMetricsBackend({ name: 'second', listen: false }),
  ];
  return new MultiMetricsBackend(all.slice(0, backends).map((make) => make()));
}

function warm(metrics: Metrics, others: number): void {
  for (const [i, names] of otherNames(others).entries()) {
    const counter = metrics.counter(`other.counter.${i}`, { labels: names });
    const histogram = metrics.histogram(`other.histogram.${i}`, { labels: names, buckets });
    for (let k = 0; k < WARM_UP; k++) {
      const labels = otherLabels(names, k);
      counter.add(1, labels as never);
      histogram.record(0.1, labels as never);
    }
  }
}

/** The total of a family as the Prometheus page tells it. */
async function exposed(backend: MultiMetricsBackend, line: RegExp): Promise<number> {
  const page = await backend.getMetricsOutput();
  return [...page.matchAll(line)].reduce((sum, match) => sum + Number(match[1]), 0);
}

export const counter =
  (backends: number): MakeSubject =>
  (others) => {
    const backend = fanOut(backends);
    const metrics = new Metrics(backend);
    warm(metrics, others);
    const requests = metrics.counter('requests', { labels: labelNames });
    return {
      record(records) {
        for (let i = 0; i < records; i++) {
          requests.add(1, { method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! });
        }
      },
      total: () => exposed(backend, /^requests_total\{.*\} (\d+)$/gm),
    };
  };

/** The labels are made beforehand: what is allocated then is ours. */
export const preparedLabels: MakeSubject = () => {
  const backend = fanOut(3);
  const requests = new Metrics(backend).counter('requests', { labels: labelNames });
  const prepared = Array.from({ length: 60 }, (_, i) => ({
    method: methods[i & 3]!,
    route: routes[i % 5]!,
    status: statuses[i % 3]!,
  }));
  return {
    record(records) {
      for (let i = 0; i < records; i++) requests.add(1, prepared[i % 60]!);
    },
    total: () => exposed(backend, /^requests_total\{.*\} (\d+)$/gm),
  };
};

export const boundCounter: MakeSubject = (others) => {
  const backend = fanOut(3);
  const metrics = new Metrics(backend);
  warm(metrics, others);
  const requests = metrics
    .counter('requests', { labels: labelNames })
    .bind({ method: 'GET', route: '/posts', status: '200' });
  return {
    record(records) {
      for (let i = 0; i < records; i++) requests.add(1);
    },
    total: () => exposed(backend, /^requests_total\{.*\} (\d+)$/gm),
  };
};

export const histogram: MakeSubject = (others) => {
  const backend = fanOut(3);
  const metrics = new Metrics(backend);
  warm(metrics, others);
  const durations = metrics.histogram('durations', { labels: labelNames, buckets });
  return {
    record(records) {
      for (let i = 0; i < records; i++) {
        durations.record((i % 100) / 50, { method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! });
      }
    },
    total: () => exposed(backend, /^durations_count\{.*\} (\d+)$/gm),
  };
};

export const httpRequest: MakeSubject = (others) => {
  const backend = fanOut(3);
  const collector = new MetricsCollectorService(backend, { naming: 'classic' });
  warm(collector.metrics, others);
  return {
    record(records) {
      for (let i = 0; i < records; i++) {
        collector.recordHttpRequest({
          method: methods[i & 3]!,
          endpoint: routes[i % 5]!,
          statusCode: i % 3 === 0 ? 200 : 404,
          duration: (i % 100) / 50,
        });
      }
    },
    total: () => exposed(backend, /^http_requests_total\{.*\} (\d+)$/gm),
  };
};

/** What `recordHttpRequest` does, by hand. */
export const httpInstruments: MakeSubject = (others) => {
  const backend = fanOut(3);
  const metrics = new Metrics(backend);
  warm(metrics, others);
  const requests = metrics.counter('requests', { labels: ['method', 'endpoint', 'status_code'] });
  const durations = metrics.histogram('durations', { labels: ['method', 'endpoint'] });
  return {
    record(records) {
      for (let i = 0; i < records; i++) {
        const method = methods[i & 3]!;
        const endpoint = routes[i % 5]!;
        requests.add(1, { method, endpoint, status_code: i % 3 === 0 ? 200 : 404 });
        durations.record((i % 100) / 50, { method, endpoint });
      }
    },
    total: () => exposed(backend, /^requests_total\{.*\} (\d+)$/gm),
  };
};
