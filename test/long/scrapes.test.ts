import { Agent, type IncomingMessage, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { type ScrapedService, startScrapedService } from '../bench/scraped-service.ts';

const SERIES = 2000;
const CONNECTIONS = 64;
const SECONDS = 30;

const accepts = [
  'text/plain;version=0.0.4',
  'text/plain;version=1.0.0;escaping=allow-utf-8',
  'application/openmetrics-text;version=1.0.0',
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
];

let service: ScrapedService | undefined;

afterAll(() => service?.stop());

function page(url: string, headers: Record<string, string>, agent: Agent): Promise<{ status?: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const onResponse = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        const whole = Buffer.concat(chunks);
        const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole;
        resolve({ ...(response.statusCode === undefined ? {} : { status: response.statusCode }), body });
      });
    };
    request(url, { headers, agent }, onResponse).on('error', reject).end();
  });
}

test(`${CONNECTIONS} connections scrape for ${SECONDS} s without errors, and the heap does not grow`, async () => {
  service = await startScrapedService(SERIES);
  const { address, heapBytes } = service;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const heap: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  let scrapes = 0;
  const scraper = async (first: number): Promise<void> => {
    for (let i = first; performance.now() < end; i++) {
      const headers = { accept: accepts[i % accepts.length]!, 'accept-encoding': i % 3 === 0 ? '' : 'gzip' };
      const { status, body } = await page(address, headers, agent);
      expect(status).toBe(200);
      expect(body.length).toBeGreaterThan(SERIES * 20);
      scrapes += 1;
    }
  };
  const heapAfter = async (seconds: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    heap.push(await heapBytes());
  };
  const scrapers = Array.from({ length: CONNECTIONS }, (_, i) => scraper(i));
  await Promise.all([...scrapers, heapAfter(SECONDS / 3), heapAfter(SECONDS - 1)]);
  agent.destroy();

  const [early = 0, late = Infinity] = heap;
  process.stderr.write(`${scrapes} scrapes; heap ${Math.round(early / 1e3)} kB, then ${Math.round(late / 1e3)} kB\n`);
  expect(Math.abs(late - early)).toBeLessThan(early / 10);
});
