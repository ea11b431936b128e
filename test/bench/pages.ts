import { Metrics } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import * as prom from 'prom-client';
import { protobuf, protobufTotal, scraped } from './scraped.ts';
import { buckets } from './subject.ts';

/** One exposition of many series; every page is turned into bytes, as a connection takes them. */
interface Page {
  /** Changes every series, so that no page is the last one again. */
  touch(): void;
  render(): Promise<readonly Buffer[]>;
}

export type PageKind = 'counter' | 'histogram';

/** Three labels, of which `c` has another value in each series. */
export const labelsOf = (i: number): { a: string; b: string; c: string } => ({
  a: `a${i % 10}`,
  b: `b${i % 100}`,
  c: `c${i}`,
});

/** @param names the labels in declared order, `c` first or last */
type MakePage = (kind: PageKind, series: number, names: readonly string[]) => Page;

function ours(accept: string): MakePage {
  return (kind, series, names) => {
    const backend = new PrometheusMetricsBackend({ listen: false });
    const metrics = new Metrics(backend, { limit: series + 1 });
    const counter = metrics.counter('requests', { labels: names });
    const histogram = metrics.histogram('durations', { labels: names, buckets });
    return {
      touch() {
        for (let i = 0; i < series; i++) {
          if (kind === 'counter') counter.add(1, labelsOf(i));
          else histogram.record((i % 100) / 50, labelsOf(i));
        }
      },
      render: () => scraped(backend, accept),
    };
  };
}

export const pages: Record<string, MakePage> = {
  ours: ours('text/plain'),
  'ours.protobuf': ours(protobuf),
  opentelemetry(kind, series) {
    class PullReader extends MetricReader {
      protected override async onForceFlush(): Promise<void> {}
      protected override async onShutdown(): Promise<void> {}
    }
    const reader = new PullReader({ cardinalitySelector: () => series + 2 });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
    const counter = meter.createCounter('requests');
    const histogram = meter.createHistogram('durations', { advice: { explicitBucketBoundaries: buckets } });
    const serializer = new PrometheusSerializer();
    return {
      touch() {
        for (let i = 0; i < series; i++) {
          if (kind === 'counter') counter.add(1, labelsOf(i));
          else histogram.record((i % 100) / 50, labelsOf(i));
        }
      },
      render: async () => [Buffer.from(serializer.serialize((await reader.collect()).resourceMetrics))],
    };
  },
  'prom-client'(kind, series, names) {
    const registry = new prom.Registry();
    const options = { help: 'x', labelNames: [...names], registers: [registry] };
    const counter = new prom.Counter({ name: 'requests', ...options });
    const histogram = new prom.Histogram({ name: 'durations', buckets, ...options });
    return {
      touch() {
        for (let i = 0; i < series; i++) {
          if (kind === 'counter') counter.inc(labelsOf(i));
          else histogram.observe(labelsOf(i), (i % 100) / 50);
        }
      },
      render: async () => [Buffer.from(await registry.metrics())],
    };
  },
};

/** The total that a page tells: of its counters, or of the counts of its histograms. */
export function totalOf(kind: PageKind, page: Buffer): number {
  // The text formats begin with a comment.
  if (!page.subarray(0, 2).equals(Buffer.from('# '))) return protobufTotal(page);
  const line = kind === 'counter' ? /^requests(?:_total)?\{.*\} (\d+)$/gm : /^durations_count\{.*\} (\d+)$/gm;
  let total = 0;
  for (const match of page.toString().matchAll(line)) total += Number(match[1]);
  return total;
}
