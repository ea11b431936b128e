import { Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { expect, it } from 'vitest';
import { openMetrics } from '../../../src/formats/text/openmetrics.ts';
import { text } from '../../../src/formats/text/text.ts';
import { MetricRenderer } from '../../../src/metric-renderer.ts';
import { ClaimedNames } from '../../../src/names/claimed-names.ts';
import { createTranslations } from '../../../src/names/name-translation.ts';
import { ChunkPool } from '../../../src/serving/chunk-pool.ts';
import { Scrape } from '../../../src/serving/scrape.ts';

const SERIES = 5000;
/** A few lines of cold code take less than a millisecond. */
const MAX_BYTES_PER_STEP = 4096;

it.each([text, openMetrics])('writes a page of $contentType in small steps, but in large chunks', (format) => {
  const store = new MetricStore();
  const counter = new Metrics(store).counter('sent', { labels: ['user'], limit: SERIES });
  for (let user = 0; user < SERIES; user++) counter.add(1, { user });
  const { underscores } = createTranslations('underscores');
  const exposure = new MetricRenderer(underscores, '', {});
  const exposures = { underscores: exposure, 'allow-utf-8': exposure, dots: exposure, values: exposure };
  const snapshot = store.openReader({ name: 'scraper' }).snapshot();
  const names = new ClaimedNames('');
  const scrape = new Scrape(snapshot, snapshot.families, names, exposures, new ChunkPool(), {
    duplicate() {},
    coarse() {},
  }).share();
  const chunks: number[] = [];
  let steps = 0;
  for (const chunk of format.write(scrape.page('underscores'))) {
    steps += 1;
    if (chunk.length > 0) chunks.push(chunk.length);
  }
  scrape.release();
  const bytes = chunks.reduce((sum, length) => sum + length, 0);
  expect(bytes).toBeGreaterThan(SERIES * 'sent_total{user="1"} 1\n'.length);
  expect(bytes / steps).toBeLessThan(MAX_BYTES_PER_STEP);
  // All but the last one.
  expect(Math.min(...chunks.slice(0, -1))).toBeGreaterThanOrEqual(64 * 1024);
});
