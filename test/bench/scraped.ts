import type { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import type { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import protobufjs from 'protobufjs';

export const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** Where pages go: memory that is fresh for each page would take longer than the page. */
let taken = Buffer.alloc(1024);

/** Takes a page as a connection would, without one: the system copies what is sent. */
class Answer extends Writable {
  bytes = 0;
  readonly headersSent = false;

  writeHead(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.bytes + chunk.length > taken.length)
      taken = Buffer.concat([taken, Buffer.alloc(taken.length + chunk.length)]);
    taken.set(chunk, this.bytes);
    this.bytes += chunk.length;
    done();
  }
}

/** What the connection of a scraper with that Accept header takes. Good until the next page. */
export async function scraped(backend: PrometheusMetricsBackend, accept: string): Promise<readonly Buffer[]> {
  const answer = new Answer();
  const request = { method: 'GET', headers: { accept } };
  await backend.handler(request as unknown as IncomingMessage, answer as unknown as ServerResponse);
  return [taken.subarray(0, answer.bytes)];
}

const { root } = protobufjs.parse(`syntax = "proto2";
  message Counter { optional double value = 1; }
  message Histogram { optional uint64 sample_count = 1; }
  message Metric { optional Counter counter = 3; optional Histogram histogram = 7; }
  message MetricFamily { repeated Metric metric = 4; }`);
const family = root.lookupType('MetricFamily');

/** The total of the counters, or of the counts of the histograms, in delimited `MetricFamily` messages. */
export function protobufTotal(page: Buffer): number {
  const reader = protobufjs.Reader.create(page);
  let total = 0;
  while (reader.pos < reader.len) {
    const { metric = [] } = family.toObject(family.decodeDelimited(reader), { longs: Number }) as {
      metric?: { counter?: { value: number }; histogram?: { sampleCount: number } }[];
    };
    for (const { counter, histogram } of metric) total += counter?.value ?? histogram?.sampleCount ?? 0;
  }
  return total;
}
