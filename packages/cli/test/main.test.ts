import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../sdk/test/temporary-folder.ts';
import { runBinary } from './run-binary.ts';

// Starting a separate Node process can take a second on a busy machine.
const timeout = 30_000;

test('the binary prints results, exits with 0 and writes no colours to a pipe', { timeout }, async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'service: { name: shop }\n' });
  const { code, out, err } = await runBinary(['check'], cwd);

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('service.name              shop        bot-metrics.config.yaml:1:18\n');
  expect(out).not.toContain('\u001b');
});

test('the binary exits with 1 and prints a problem to standard error', { timeout }, async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.json': '{ "prefx": "a" }' });

  expect(await runBinary(['check'], cwd)).toEqual({
    code: 1,
    out: '',
    err: 'bot-metrics.config.json:1:12 prefx: unknown key; did you mean "prefix"?\n',
  });
});

test('the binary exits with 2 for wrong usage', { timeout }, async () => {
  const { code, out, err } = await runBinary(['scrape'], temporaryFolder());

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^the argument URL is required\n/);
});

test('the binary reads the page of another process', { timeout }, async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  backend.initializeMetric({ name: 'orders', type: 'counter', description: 'Orders.' });
  backend.recordCounter('orders', 3);
  await backend.start();
  onTestFinished(() => backend.shutdown());
  const { code, out } = await runBinary(['scrape', `127.0.0.1:${backend.port}`, '--json'], temporaryFolder());

  expect(code).toBe(0);
  expect(JSON.parse(out).families).toContainEqual(
    expect.objectContaining({
      name: 'orders',
      samples: expect.arrayContaining([{ name: 'orders_total', labels: {}, value: 3 }]),
    }),
  );
});
