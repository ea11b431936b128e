import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchMetricsBackend } from '@bot-metrics/cloudwatch';
import { Metrics } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { runDemo } from './demo.ts';
import { freePort } from './server.ts';

/**
 * moto is an independent implementation of what AWS stores: Python, not a package of ours. It checks neither limits nor
 * signatures.
 */
const why = whyNotMoto();

function whyNotMoto(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'import moto.server'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs moto with its server: pip install "moto[server]"';
  }
}

async function startMoto(): Promise<{ endpoint: string; close(): Promise<void> }> {
  const port = await freePort();
  const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', `${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const text of server.stderr) if (String(text).includes('Running on')) break;
  server.stderr.resume();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.kill();
      await once(server, 'exit');
    },
  };
}

test(`moto has the sums and counts${why === undefined ? '' : ` (skipped: ${why})`}`, {
  skip: why !== undefined,
  timeout: 60_000,
}, async () => {
  const moto = await startMoto();
  const client = new CloudWatchClient({
    region: 'eu-west-1',
    endpoint: moto.endpoint,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    // moto responds to gzip with a status of 500.
    disableRequestCompression: true,
  });
  const backend = new CloudWatchMetricsBackend({
    client,
    namespace: 'shop',
    dimensions: [{ metric: 'posts', labels: ['kind'] }],
  });
  const metrics = new Metrics(backend);
  const posts = metrics.counter('posts', { labels: ['kind', 'channel'], unit: '{post}' });
  const seconds = metrics.histogram('seconds', { unit: 's', buckets: [0.1, 0.5, 1, 5] });
  const observed = Array.from({ length: 1000 }, (_, i) => 0.05 + (i % 97) / 31);
  for (const [i, value] of observed.entries()) {
    posts.add(1, { kind: i % 2 === 0 ? 'photo' : 'video', channel: `${i % 20}` });
    seconds.record(value);
    if (i % 400 === 399) await backend.flush();
  }
  await backend.flush();

  const statistics = async (name: string, unit: 'Count' | 'Seconds', dimensions: Record<string, string> = {}) => {
    const { Datapoints: points = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'shop',
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(Date.now() - 3_600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 7200,
        Statistics: ['Sum', 'SampleCount'],
        Unit: unit,
      }),
    );
    const total = (key: 'Sum' | 'SampleCount') => points.reduce((sum, point) => sum + (point[key] ?? 0), 0);
    return { sum: total('Sum'), count: total('SampleCount') };
  };
  expect((await statistics('posts', 'Count', { kind: 'photo' })).sum).toBe(500);
  expect((await statistics('posts', 'Count', { kind: 'video' })).sum).toBe(500);
  const distribution = await statistics('seconds', 'Seconds');
  expect(distribution.count).toBe(1000);
  expect(distribution.sum).toBeCloseTo(
    observed.reduce((sum, value) => sum + value, 0),
    9,
  );
  expect(backend.account()).toMatchObject({ offered: 2000, delivered: 2000, pending: 0, ambiguous: 0 });
  await backend.shutdown();
  client.destroy();
  await moto.close();
});

test('the demo, configured by environment variables alone, has equal totals at the double', async () => {
  const { code, output } = await runDemo(['--seconds', '5', '--json', '--backend', 'cloudwatch'], {
    PROMETHEUS_PORT: `${await freePort()}`,
  });
  expect({ code, output }).toMatchObject({ code: 0 });
  const { cloudwatch = {} } = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '{}') as Record<
    string,
    Record<string, { recorded: number; received: number }>
  >;
  expect(Object.keys(cloudwatch)).toContain('http.server.request.duration');
  for (const { recorded, received } of Object.values(cloudwatch)) expect(received).toBe(recorded);
});
