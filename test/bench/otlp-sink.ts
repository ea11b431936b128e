import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { readExport } from '@bot-metrics/testing';

/** What an OTLP receiver would have got. */
export interface OtlpSink {
  readonly port: number;
  /** The sum of the last value of every counter, since it was asked last. */
  take(): number;
  close(): void;
}

/** Takes exports on a port of 127.0.0.1, in a process that is not the measured one; they are decoded when it is asked. */
export async function startOtlpSink(): Promise<OtlpSink> {
  let bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = await request.toArray();
    const body = Buffer.concat(chunks);
    bodies.push(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    take() {
      const last = new Map<string, number>();
      for (const body of bodies) readCounters(body, last);
      bodies = [];
      return [...last.values()].reduce((sum, value) => sum + value, 0);
    },
    close: () => server.close(),
  };
}

function readCounters(body: Buffer, last: Map<string, number>): void {
  for (const { scopeMetrics } of readExport('application/x-protobuf', {}, body).resourceMetrics) {
    for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      if (metric.type !== 'sum') continue;
      for (const { attributes, asInt, asDouble } of metric.dataPoints) {
        last.set(JSON.stringify(attributes), Number(asInt ?? asDouble));
      }
    }
  }
}
