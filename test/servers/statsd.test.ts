import { startUdpCapture } from '@bot-metrics/testing';
import { type Reading, statsdReading } from '@bot-metrics/testing/conformance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EtsyStatsd, startEtsyStatsd } from '../../packages/adapters/statsd/test/etsy/etsy-statsd.ts';
import { startDemo } from './demo.ts';
import { freePort } from './server.ts';

/**
 * Lines that the Datadog agent accepts, as strictly as the dialect writes them: one or more values of one rate, with
 * tags.
 */
const dogstatsdLine =
  /^[A-Za-z][\w.]*:-?\d+(\.\d+)?(:-?\d+(\.\d+)?)*\|(c|g|d)(\|@0\.\d+)?(\|#[\w./-]+:[^\p{Cc}|,]+(,[\w./-]+:[^\p{Cc}|,]+)*)?$/u;

/** Gauges that depend on the time of reading, and the SDK's own metrics. */
const timeDependent = /^(system|process|nodejs|v8js|bot_metrics|target)_/;

let etsy: EtsyStatsd;
let lines: readonly string[];
/** The application's own counts by metric. */
let recorded: Map<string, number>;
/** The last page of the Prometheus backend, after the load. */
let page: string;

beforeAll(async () => {
  etsy = await startEtsyStatsd();
  const agent = await startUdpCapture();
  const port = await freePort();
  const backends = {
    DOG: { TYPE: 'statsd', DIALECT: 'dogstatsd', PORT: agent.port, INTERVAL: '1s' },
    UDP: { TYPE: 'statsd', PORT: etsy.port, PREFIX: 'udp.', INTERVAL: '1s' },
    TCP: { TYPE: 'statsd', PROTOCOL: 'tcp', PORT: etsy.port, PREFIX: 'tcp.', INTERVAL: '1s' },
  };
  const environment = Object.entries(backends).flatMap(([name, options]) =>
    Object.entries(options).map(([option, value]) => [`BOT_METRICS_BACKENDS__${name}__${option}`, `${value}`]),
  );
  const demo = startDemo(['--seconds', '5', '--linger', '60', '--json'], {
    PROMETHEUS_PORT: `${port}`,
    ...Object.fromEntries(environment),
  });
  await demo.quiet;
  page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const { code, output } = await demo.end();
  expect({ code, output }).toMatchObject({ code: 0 });
  await etsy.until(() => true);
  await etsy.until(() => true);
  await agent.settled();
  await agent.close();
  lines = agent.lines;
  const { statsd } = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as {
    statsd: Record<string, { recorded: number }>;
  };
  recorded = new Map(Object.entries(statsd).map(([name, { recorded }]) => [name, recorded]));
}, 90_000);
afterAll(() => etsy.close());

test('a strict DogStatsD daemon, added with environment variables alone, has every line, total, count and last gauge of the demo', () => {
  for (const line of lines) expect(line).toMatch(dogstatsdLine);
  expectDemo(statsdReading(lines, 'dogstatsd'), '');
});

for (const protocol of ['udp', 'tcp']) {
  test(`the real daemon has every total, count and last gauge of the demo over ${protocol}`, () => {
    const toEntries = <V>(values: ReadonlyMap<string, V>) =>
      [...values]
        .filter(([key]) => key.startsWith(`${protocol}.`))
        .map(([key, value]) => {
          const [name = '', ...tags] = key.split(';');
          return {
            name,
            labels: Object.fromEntries(tags.map((tag) => tag.split('='))) as Record<string, string>,
            value,
          };
        });
    expect(etsy.badLines).toBe(0);
    const histograms = toEntries(etsy.timings).map((timing) => ({
      ...timing,
      value: { count: timing.value.count, sum: 0 },
    }));
    expectDemo({ counters: toEntries(etsy.counters), gauges: toEntries(etsy.gauges), histograms }, `${protocol}.`);
  });
}

function expectDemo({ counters, gauges, histograms }: Reading, prefix: string): void {
  const totals = new Map<string, number>();
  for (const { name, value } of counters) totals.set(name, (totals.get(name) ?? 0) + value);
  for (const { name, value } of histograms) totals.set(name, (totals.get(name) ?? 0) + value.count);
  expect(recorded.size).toBeGreaterThan(10);
  for (const [name, expected] of recorded) expect([name, totals.get(prefix + name)]).toEqual([name, expected]);

  const last = new Map(
    gauges.map(({ name, labels, value }) => [formatSeries(name.slice(prefix.length), labels), value]),
  );
  const scraped = readGauges(page);
  expect(scraped.length).toBeGreaterThan(8);
  for (const [series, value] of scraped) expect([series, last.get(series)]).toEqual([series, value]);
}

/** The series as the page writes it, without a unit. */
function formatSeries(name: string, labels: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label.replaceAll('.', '_')}="${value}"`);
  return name.replaceAll('.', '_') + (pairs.length === 0 ? '' : `{${pairs.join(',')}}`);
}

function readGauges(page: string): [series: string, value: number][] {
  const names = new Set([...page.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name));
  return [...page.matchAll(/^(\w+)(\{.*\})? (\S+)$/gm)].flatMap(([, name = '', labels = '', value]) =>
    names.has(name) && !timeDependent.test(name) ? [[name.replace(/_seconds$/, '') + labels, Number(value)]] : [],
  );
}
