import { Metrics } from '@bot-metrics/core';
import { FakeClock } from '@bot-metrics/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../../src/index.ts';
import { scrapedPages } from '../scraped-pages.ts';
import { metricFamilies } from './metric-family.ts';

/** More than fit into a block of slots. */
const SERIES = 530;

const scraped = scrapedPages();

/** In the formats that keep something. */
async function pagesOf(backend: PrometheusMetricsBackend): Promise<unknown[]> {
  const page = (accept: string): Promise<Buffer> => scraped(backend, { accept });
  const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
  return [
    (await page('application/openmetrics-text;version=1.0.0')).toString().split('\n'),
    metricFamilies(await page(protobuf)),
  ];
}

type Step =
  | { do: 'add'; series: number; value: number }
  | { do: 'remove'; series: number }
  | { do: 'fill'; from: number; to: number }
  | { do: 'wait' };

const series = fc.oneof(fc.nat(3), fc.nat(SERIES - 1));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('add'),
    series,
    value: fc.oneof(fc.nat(300), fc.double({ min: 0, max: 1e6, noNaN: true })),
  }),
  fc.record({ do: fc.constant('remove'), series }),
  fc.record({ do: fc.constant('fill'), from: series, to: series }),
  fc.constant({ do: 'wait' }),
) as fc.Arbitrary<Step>;

it('writes the same page as a backend that has written none before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 6 }), async (rounds) => {
      const clock = new FakeClock();
      const backend = new PrometheusMetricsBackend({ listen: false, clock });
      const metrics = new Metrics(backend, { limit: SERIES });
      const labels = ['n', 'n_'] as const;
      const counter = metrics.counter('sent', { labels });
      const gauge = metrics.gauge('depth', { labels });
      const histogram = metrics.histogram('waits', { labels, buckets: [1, 10, 100] });
      const labelsOf = (n: number) => ({ n: `${n}`, n_: n % 7 === 0 ? '' : 'é"\n'.repeat(n % 3) });
      const record = (n: number, value: number): void => {
        counter.add(value, labelsOf(n));
        gauge.set(-value, labelsOf(n));
        histogram.record(value, labelsOf(n));
      };
      for (const steps of rounds) {
        for (const one of steps) {
          if (one.do === 'wait') await clock.advance(1);
          else if (one.do === 'add') record(one.series, one.value);
          else if (one.do === 'fill') for (let n = one.from; n < one.to; n++) record(n, 1);
          else for (const instrument of [counter, gauge, histogram]) instrument.remove(labelsOf(one.series));
        }
        const fresh = new PrometheusMetricsBackend({ name: 'fresh', listen: false, clock });
        const detach = fresh.attach(backend.store);
        expect(await pagesOf(backend)).toEqual(await pagesOf(fresh));
        detach();
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);
