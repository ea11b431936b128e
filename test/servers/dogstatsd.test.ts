import { startUdpCapture } from '@bot-metrics/testing';
import { statsdReading } from '@bot-metrics/testing/conformance';
import { expect, test } from 'vitest';
import { runDemo } from './demo.ts';
import { freePort } from './server.ts';

/** What the Datadog agent takes, as narrow as the dialect writes it: one value or several of one rate, and tags. */
const line =
  /^[A-Za-z][\w.]*:-?\d+(\.\d+)?(e[+-]\d+)?(:-?\d+(\.\d+)?)*\|(c|g|d)(\|@0\.\d+)?(\|#[\w./-]+:[^\p{Cc}|,]+(,[\w./-]+:[^\p{Cc}|,]+)*)?$/u;

test('a DogStatsD daemon that is added by environment alone has the totals of the demo', async () => {
  const daemon = await startUdpCapture();
  const { code, output } = await runDemo(['--seconds', '5', '--json'], {
    PROMETHEUS_PORT: String(await freePort()),
    BOT_METRICS_BACKENDS__DOG__TYPE: 'statsd',
    BOT_METRICS_BACKENDS__DOG__DIALECT: 'dogstatsd',
    BOT_METRICS_BACKENDS__DOG__PORT: String(daemon.port),
    BOT_METRICS_BACKENDS__DOG__INTERVAL: '1s',
  });
  await daemon.settled();
  await daemon.close();
  expect({ code, output }).toMatchObject({ code: 0 });
  for (const each of daemon.lines) expect(each).toMatch(line);
  const { counters, histograms } = statsdReading(daemon.lines, 'dogstatsd');
  const totals = new Map<string, number>();
  const add = (name: string, by: number): unknown => totals.set(name, (totals.get(name) ?? 0) + by);
  for (const { name, value } of counters) add(name, value);
  for (const { name, value } of histograms) add(name, value.count);
  const { statsd } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
    statsd: Record<string, { recorded: number }>;
  };
  const recorded = Object.entries(statsd).map(([name, each]) => [name, each.recorded]);
  expect(recorded.length).toBeGreaterThan(5);
  for (const [name, expected] of recorded) expect([name, totals.get(name as string)]).toEqual([name, expected]);
});
