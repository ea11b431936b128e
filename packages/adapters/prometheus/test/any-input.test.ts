import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { anyRecord } from './any-record.ts';
import { scrapedPages } from './scraped-pages.ts';
import { parsePage } from './strict-page.ts';

const scraped = scrapedPages();

it.each(['underscores', 'utf-8'] as const)(
  'writes pages that a strict receiver takes, whatever is recorded, with names in %s',
  async (names) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 30 }), async (records) => {
        const clock = new FakeClock();
        const diagnostics = new CollectedDiagnostics();
        const backend = new PrometheusMetricsBackend({
          listen: false,
          names,
          diagnostics,
          clock,
          resource: { 'a.b': 1 },
        });
        for (const { method, name, value, labels } of records) backend[method](name, value, labels);
        await clock.advance(1);
        const first = await scraped(backend);
        parsePage(first.toString(), 'text');
        const second = await scraped(backend);
        expect(second).toEqual(first);
        const open = await scraped(backend, { accept: 'application/openmetrics-text' });
        parsePage(open.toString(), 'openmetrics');
        for (const [media, format] of [
          ['text/plain', 'text'],
          ['application/openmetrics-text', 'openmetrics'],
        ] as const) {
          const accept = `${media};version=1.0.0;escaping=allow-utf-8`;
          parsePage((await scraped(backend, { accept })).toString(), format);
        }
        const { offered, delivered, pending, dropped } = backend.account();
        expect([offered, pending]).toEqual([records.length, 0]);
        expect(delivered + Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBe(records.length);
      }),
      { numRuns: 150 },
    );
  },
);
