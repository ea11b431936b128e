import { type ConformanceSubject, conformanceTests, prometheusReading } from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { translateLabelName } from '../src/names/labels.ts';
import { translateName } from '../src/names/metric-name.ts';
import { PrometheusMetricsBackend } from '../src/prometheus-metrics-backend.ts';

/** Keeps the page that it scraped last. */
interface Scraper {
  page: string;
  away: boolean;
}

const asked = 'nothing is sent: a scraper that fails asks again, and what breaks off is tested in accounting.test.ts';

export const subject: ConformanceSubject<Scraper, PrometheusMetricsBackend> = {
  name: 'prometheus',
  features: { temporality: 'cumulative', delivery: 'scraped', histograms: true },
  startReceiver: () => ({ page: '', away: false }),
  makeBackend: (_, surroundings) => new PrometheusMetricsBackend({ port: 0, ...surroundings }),
  async scrape(scraper, { address = '' }) {
    if (!scraper.away) scraper.page = await (await fetch(address)).text();
  },
  read: ({ page }) => prometheusReading(page),
  naming: { metric: translateName, label: (name) => translateLabelName(name) },
  faults: {
    down: {
      begin: (scraper) => Object.assign(scraper, { away: true }),
      end: (scraper) => Object.assign(scraper, { away: false }),
      warned: false,
    },
    ...{ slow: asked, hanging: asked, resetting: asked, refusing: asked, 'partial success': asked },
  },
};

for (const { topic, name, skipped, run } of conformanceTests(subject)) {
  test(`${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
