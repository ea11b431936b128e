import * as platformatic from '@platformatic/prom-client';
import * as successor from '@prometheus-io/client';
import * as original from 'prom-client';
import {
  buckets,
  labelNames,
  type MakeSubject,
  methods,
  otherLabels,
  otherNames,
  routes,
  type Subject,
  statuses,
  WARM_UP,
} from '../subject.ts';

/** What the three packages have in common. */
interface Client {
  Counter: new (options: {
    name: string;
    help: string;
    labelNames: string[];
  }) => {
    inc(labels: Record<string, string>, value?: number): void;
    labels(...values: string[]): { inc(value?: number): void };
    get(): Promise<{ values: { value: number }[] }>;
  };
  Histogram: new (options: {
    name: string;
    help: string;
    labelNames: string[];
    buckets: number[];
  }) => {
    observe(labels: Record<string, string>, value: number): void;
    get(): Promise<{ values: { value: number; metricName?: string }[] }>;
  };
}

const clients: Record<string, Client> = {
  'prom-client': original as unknown as Client,
  '@prometheus-io/client': successor as unknown as Client,
  '@platformatic/prom-client': platformatic as unknown as Client,
};

function warm(client: Client, others: number): void {
  for (const [i, names] of otherNames(others).entries()) {
    const counter = new client.Counter({ name: `other_counter_${i}`, help: 'x', labelNames: [...names] });
    const histogram = new client.Histogram({
      name: `other_histogram_${i}`,
      help: 'x',
      labelNames: [...names],
      buckets,
    });
    for (let k = 0; k < WARM_UP / 4; k++) {
      counter.inc(otherLabels(names, k));
      histogram.observe(otherLabels(names, k), 0.1);
    }
  }
}

const sum = (values: { value: number }[]): number => values.reduce((total, { value }) => total + value, 0);

export const counter =
  (name: string): MakeSubject =>
  (others): Subject => {
    const client = clients[name]!;
    warm(client, others);
    const requests = new client.Counter({ name: 'requests', help: 'x', labelNames: [...labelNames] });
    return {
      record(records) {
        for (let i = 0; i < records; i++) {
          requests.inc({ method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! });
        }
      },
      total: async () => sum((await requests.get()).values),
    };
  };

export const boundCounter: MakeSubject = (others): Subject => {
  const client = clients['prom-client']!;
  warm(client, others);
  const requests = new client.Counter({ name: 'requests', help: 'x', labelNames: [...labelNames] });
  const child = requests.labels('GET', '/posts', '200');
  return {
    record(records) {
      for (let i = 0; i < records; i++) child.inc();
    },
    total: async () => sum((await requests.get()).values),
  };
};

export const histogram: MakeSubject = (others): Subject => {
  const client = clients['prom-client']!;
  warm(client, others);
  const durations = new client.Histogram({ name: 'durations', help: 'x', labelNames: [...labelNames], buckets });
  return {
    record(records) {
      for (let i = 0; i < records; i++) {
        durations.observe({ method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! }, (i % 100) / 50);
      }
    },
    total: async () => sum((await durations.get()).values.filter(({ metricName }) => metricName === 'durations_count')),
  };
};
