import type { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { FakeClock } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../../../src/index.ts';
import { metricFamilies } from '../metric-family.ts';

const accept = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** A scraper that takes a page for as long as the test wants. */
class SlowScraper extends Writable {
  readonly chunks: Uint8Array[] = [];
  readonly headersSent = false;
  #goOn: (() => void) | undefined;

  writeHead(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  goOn(): void {
    this.#goOn?.();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#goOn = done;
    this.emit('whole');
  }
}

/** A backend whose counter is on a page already. */
async function scrapedBefore(): Promise<PrometheusMetricsBackend> {
  const clock = new FakeClock();
  const backend = new PrometheusMetricsBackend({ listen: false, clock });
  backend.recordCounter('bot.sent', 1);
  await clock.advance(1);
  const { scraper, ended } = await scrape(backend);
  scraper.goOn();
  await ended;
  return backend;
}

/** A scrape that has the whole page and has not ended. */
async function scrape(backend: PrometheusMetricsBackend): Promise<{ scraper: SlowScraper; ended: Promise<void> }> {
  const scraper = new SlowScraper();
  const whole = new Promise((resolve) => scraper.once('whole', resolve));
  const request = { method: 'GET', headers: { accept } } as unknown as IncomingMessage;
  const ended = backend.handler(request, scraper as unknown as ServerResponse);
  await whole;
  return { scraper, ended: Promise.resolve(ended) };
}

function sent({ chunks }: SlowScraper): unknown {
  return metricFamilies(Buffer.concat(chunks)).find(({ name }) => name === 'bot_sent_total');
}

it('leaves a page as it is while somebody reads it', async () => {
  const backend = await scrapedBefore();
  backend.recordCounter('bot.sent', 1);
  const first = await scrape(backend);
  backend.recordCounter('bot.sent', 1);
  const second = await scrape(backend);
  expect(sent(first.scraper)).toMatchObject({ metric: [{ counter: { value: 2 } }] });
  expect(sent(second.scraper)).toMatchObject({ metric: [{ counter: { value: 3 } }] });
});

it('writes over the page that nobody reads any more', async () => {
  const backend = await scrapedBefore();
  const first = await scrape(backend);
  first.scraper.goOn();
  await first.ended;
  backend.recordCounter('bot.sent', 1);
  const second = await scrape(backend);
  const series = ({ chunks }: SlowScraper) => chunks.find((chunk) => chunk.length > 20);
  expect(series(second.scraper)).toBeDefined();
  expect(second.scraper.chunks.map(({ buffer }) => buffer)).toContain(series(first.scraper)?.buffer);
  expect(sent(second.scraper)).toMatchObject({ metric: [{ counter: { value: 2 } }] });
});
