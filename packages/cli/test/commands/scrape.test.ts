import { Metrics } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { startHttpCapture } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { unusedPort } from '../../../sdk/test/ports.ts';
import { runCommand } from '../run-command.ts';

async function startPage(options: { auth?: { username: string; password: string } } = {}): Promise<string> {
  const backend = new PrometheusMetricsBackend({ port: 0, ...options });
  const metrics = new Metrics(backend);
  const orders = metrics.counter('shop.orders', { description: 'Orders.', labels: { status: ['paid', 'failed'] } });
  orders.add(3, { status: 'paid' });
  metrics.gauge('shop.visitors', { description: 'Visitors.' }).set(17);
  metrics.histogram('shop.checkout', { description: 'Duration.', unit: 's', buckets: [0.1, 1] }).record(0.25);
  await backend.start();
  onTestFinished(() => backend.shutdown());
  return backend.address ?? '';
}

async function startAnswer(body: string, options: { status?: number; contentType?: string } = {}): Promise<string> {
  const { status = 200, contentType = 'text/plain; version=0.0.4' } = options;
  const server = await startHttpCapture({
    respond: () => ({ status, headers: { 'content-type': contentType }, body }),
  });
  onTestFinished(() => server.close());
  return `${server.url}/metrics`;
}

const scrape = (...args: string[]) => runCommand(['scrape', ...args]);

test('shows the page of a Prometheus backend as a table without findings', async () => {
  const { code, out, err } = await scrape(await startPage());

  await expect(out.replace(/\d+ bytes/, 'N bytes')).toMatchFileSnapshot('../golden/scrape.txt');
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('shows the same as JSON', async () => {
  const { code, out } = await scrape(await startPage(), '--json');

  const { families, ...page } = JSON.parse(out);
  expect(code).toBe(0);
  expect(page).toMatchObject({ ok: true, format: 'openmetrics', findings: [] });
  expect(families).toContainEqual({
    name: 'shop_visitors',
    type: 'gauge',
    help: 'Visitors.',
    samples: [{ name: 'shop_visitors', labels: {}, value: 17 }],
  });
});

test('lists the problems of a page by line and exits with 1', async () => {
  const page = `# TYPE requests counter
requests{path="/a"} 3
requests{path="/a"} 4
# HELP db_latency_ms Latency.
# TYPE db_latency_ms histogram
db_latency_ms_bucket{le="1"} 3
db_latency_ms_bucket{le="5"} 2
db_latency_ms_sum 7
db_latency_ms_count 3
userCount{} seven
`;
  const { code, out, err } = await scrape(await startAnswer(page));

  await expect(out).toMatchFileSnapshot('../golden/scrape-findings.txt');
  expect({ code, err }).toEqual({ code: 1, err: '' });
});

test('sends credentials from the URL or a header and does not print them', async () => {
  const url = await startPage({ auth: { username: 'prom', password: 'hunter2' } });
  const basic = `Basic ${Buffer.from('prom:hunter2').toString('base64')}`;

  expect(await scrape(url.replace('//', '//prom:hunter2@'))).toMatchObject({ code: 0 });
  expect(await scrape(url, '--header', `Authorization: ${basic}`)).toMatchObject({ code: 0 });
  const { code, err } = await scrape(url.replace('//', '//prom:hunter3@'));
  expect(code).toBe(1);
  expect(err).toBe(
    `no metrics page at ${url}: the server returned 401; pass credentials: http://user:password@host/metrics, or --header "Authorization: Bearer …"\n`,
  );
});

test('reports an unreachable server with the remedy', async () => {
  const port = await unusedPort();
  const { code, out, err } = await scrape(`127.0.0.1:${port}`);

  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    `no metrics page at http://127.0.0.1:${port}/metrics: connect ECONNREFUSED 127.0.0.1:${port}; start the service, or check the host and port\n`,
  );
});

test('reports a truncated page as an error', async () => {
  const contentType = 'application/openmetrics-text; version=1.0.0';
  const { code, out } = await scrape(
    await startAnswer('# TYPE a gauge\n# HELP a A.\na 1\n', { contentType }),
    '--json',
  );

  expect(code).toBe(1);
  expect(JSON.parse(out).findings).toEqual([
    { severity: 'error', line: 3, text: '"# EOF" is missing at the end; the page may be truncated' },
  ]);
});
