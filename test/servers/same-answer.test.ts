import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from './demo.ts';
import { program } from './install-servers.ts';
import { freePort, type PromQlServer, startPrometheus, startVictoriaMetrics, until } from './server.ts';

/** Aggregated without job, instance and resource labels, which differ by route. */
const queries = {
  'a counter': 'sum(bot_posts_sent_total)',
  'a counter by label': 'sum by (kind) (bot_reactions_total{kind="like"})',
  'a gauge': 'max(bot_users)',
  'a histogram count': 'sum(http_server_request_duration_seconds_count)',
  'a bucket of a histogram': 'sum(db_client_operation_duration_seconds_bucket{le="0.1"})',
};

const quantiles = {
  'a quantile of requests': 'histogram_quantile(0.9, sum by (le) (http_server_request_duration_seconds_bucket))',
  'a quantile of Bot API calls':
    'histogram_quantile(0.5, sum by (le) (telegram_client_request_duration_seconds_bucket))',
};

describe('Prometheus by scrape and VictoriaMetrics by OTLP', () => {
  let prometheus: PromQlServer;
  let victoriaMetrics: PromQlServer;
  let demo: Demo;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    [prometheus, victoriaMetrics] = await Promise.all([startPrometheus([port]), startVictoriaMetrics()]);
    demo = startDemo(['--seconds', '6', '--linger', '120', '--json'], {
      PROMETHEUS_PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: `${victoriaMetrics.url}/opentelemetry`,
    });
    await demo.quiet;
  });

  afterAll(async () => {
    await Promise.all([prometheus?.close(), victoriaMetrics?.close()]);
  });

  test.each(Object.entries(queries))('give the same answer for %s', async (_, query) => {
    await until('both to have read', async () => {
      const [pulled, pushed] = await Promise.all([prometheus.query(query), victoriaMetrics.query(query)]);
      return pulled !== undefined && pulled === pushed;
    }).catch(() => {});
    const [pulled, pushed] = await Promise.all([prometheus.query(query), victoriaMetrics.query(query)]);
    expect(pulled).toBeGreaterThan(0);
    expect(pushed).toBe(pulled);
  });

  // The programs interpolate with a different order of operations, so the last bit of a quantile may differ.
  test.each(Object.entries(quantiles))('give the same answer for %s, except for the last bit', async (_, query) => {
    const [pulled = Number.NaN, pushed = Number.NaN] = await Promise.all([
      prometheus.query(query),
      victoriaMetrics.query(query),
    ]);
    expect(pulled).toBeGreaterThan(0);
    expect(Math.abs(pushed - pulled)).toBeLessThanOrEqual(pulled * 2 * Number.EPSILON);
  });

  test('promtool has no findings for the page', async () => {
    const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(await promtool(page)).toEqual({ code: 0, said: '' });
  });

  test('the demo ends with equal totals', async () => {
    const { code, output } = await demo.end();
    expect({ code, output }).toMatchObject({ code: 0 });
  });
});

function promtool(page: string): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(program('promtool'), ['check', 'metrics'], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
    });
    child.stdin?.end(page);
  });
}
