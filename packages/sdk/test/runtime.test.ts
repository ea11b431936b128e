import type { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { afterEach, expect, test } from 'vitest';
import type { BotMetrics } from '../src/bot-metrics.ts';
import { createBotMetrics } from '../src/create-bot-metrics.ts';

let metrics: BotMetrics;
afterEach(() => metrics.shutdown(1));

async function page(config: { readonly runtime?: boolean }, env: Record<string, string> = {}): Promise<string> {
  metrics = await createBotMetrics(
    { backends: { scrape: { type: 'prometheus', port: 0 } }, ...config },
    { env, configFile: false },
  );
  const backend = metrics.backends.get('scrape') as PrometheusMetricsBackend;
  return backend.getMetricsOutput();
}

test('the Node process is measured if the configuration enables it', async () => {
  expect(await page({ runtime: true })).toContain('process_memory_usage_bytes');
});

test('the Node process is measured if the environment enables it', async () => {
  expect(await page({}, { BOT_METRICS_RUNTIME: 'true' })).toContain('process_memory_usage_bytes');
});

test('the Node process is not measured otherwise', async () => {
  expect(await page({})).not.toContain('process_memory_usage_bytes');
});
