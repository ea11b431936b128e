import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectedDiagnostics, type GrafanaCloudGateway, startGrafanaCloudGateway } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { BotMetrics } from '../src/bot-metrics.ts';
import type { BotMetricsConfig } from '../src/config/config.ts';
import { createBotMetrics } from '../src/create-bot-metrics.ts';
import { temporaryFolder } from './temporary-folder.ts';

let gateway: GrafanaCloudGateway;
let diagnostics: CollectedDiagnostics;

beforeEach(async () => {
  gateway = await startGrafanaCloudGateway({ token: 'hunter2' });
  diagnostics = new CollectedDiagnostics();
});
afterEach(() => gateway.close());

async function create(config: BotMetricsConfig | undefined, env: Record<string, string>): Promise<BotMetrics> {
  const metrics = await createBotMetrics(config, { env, diagnostics, configFile: false });
  onTestFinished(() => metrics.shutdown(1).then(() => {}));
  return metrics;
}

const basic = Buffer.from('123456:hunter2').toString('base64');

/** Variables as people write them. The title names in brackets what OpenTelemetry's exporter does with them. */
interface Row {
  readonly title: string;
  readonly headers?: string;
  readonly address?: (endpoint: string) => Record<string, string>;
  /** The path and the status of the only request. */
  readonly answer: string;
  readonly reported?: string;
}

const rows: readonly Row[] = [
  { title: '%20 in the header', headers: `Authorization=Basic%20${basic}`, answer: '/otlp/v1/metrics 200' },
  { title: 'a plain space in it', answer: '/otlp/v1/metrics 200' },
  {
    title: 'a slash after the endpoint',
    address: (endpoint) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/` }),
    answer: '/otlp/v1/metrics 200',
  },
  {
    title: 'an endpoint with the path of metrics (doubled, 404)',
    address: (endpoint) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/v1/metrics` }),
    answer: '/otlp/v1/metrics 200',
  },
  {
    title: 'an endpoint of metrics without its path (404 without a word)',
    address: (endpoint) => ({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint }),
    answer: '/otlp 404',
    reported:
      'the receiver answered 404 (only /otlp/v1/metrics exists); correct the path of "url", which is used unchanged',
  },
  {
    title: 'a colon for the equals sign (401 without a word)',
    headers: 'Authorization: Basic hunter2',
    answer: '/otlp/v1/metrics 401',
    reported: 'OTEL_EXPORTER_OTLP_HEADERS: the part that begins with "Authorization" needs "=" between name and value',
  },
  {
    title: 'the whole header in quotes (no request)',
    headers: `"Authorization=Basic ${basic}"`,
    answer: '/otlp/v1/metrics 200',
  },
];

test.each(rows)('$title', async ({ headers, address, answer, reported }) => {
  const metrics = await create(undefined, {
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
    OTEL_EXPORTER_OTLP_HEADERS: headers ?? `Authorization=Basic ${basic}`,
    ...(address?.(gateway.endpoint) ?? { OTEL_EXPORTER_OTLP_ENDPOINT: gateway.endpoint }),
  });
  metrics.counter('posts.sent').add(1);
  const { otlp } = await metrics.flush(5);
  expect(gateway.answers.map(({ path, status }) => `${path} ${status}`)).toEqual([answer]);
  expect(otlp?.ok).toBe(answer.endsWith('200'));
  const others = diagnostics.events.filter(({ code }) => code !== 'started');
  const messages = others.map(({ message }) => message).join('\n');
  if (reported === undefined) expect(messages).toBe('');
  else expect(messages).toContain(reported);
  expect(messages).not.toContain(basic);
  expect(messages).not.toContain('hunter2');
});

test('a colon before a token that ends in "=" is rejected at the start', async () => {
  const env = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_HEADERS: `Authorization: Basic ${basic}` };
  const error: unknown = await create(undefined, env).catch((reason: unknown) => reason);
  expect(String(error)).toContain('headers.Authorization: expected a header name');
  expect(String(error)).not.toContain(basic);
});

test('a value in quotes is cleaned, and an incomplete URL is rejected at the start', async () => {
  const env = {
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://otlp-gateway-prod-eu-west-2.grafana.net/otlp',
    OTEL_EXPORTER_OTLP_HEADERS: `Authorization="Basic ${basic}"`,
  };
  const error: unknown = await create(undefined, env).catch((reason: unknown) => reason);
  expect(String(error)).toContain('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT');
  expect(String(error)).toContain('write https');
  expect(String(error)).toContain('ends in /otlp; append /v1/metrics');
  expect(String(error)).not.toContain('headers');
  expect(String(error)).not.toContain(basic);
});

test('a changed token file is used without a restart', async () => {
  const folder = temporaryFolder({ token: 'hunter2\n' });
  const file = join(folder, 'token');
  const { endpoint, instanceId } = gateway;
  const cloud = { type: 'otlp', preset: 'grafana-cloud', endpoint, instanceId, token: { file } } as const;
  const metrics = await create({ backends: { cloud } }, {});
  metrics.counter('posts.sent').add(1);
  expect((await metrics.flush(5)).cloud?.ok).toBe(true);
  gateway.changeToken('hunter3');
  writeFileSync(file, 'hunter3\n');
  metrics.counter('posts.sent').add(1);
  expect((await metrics.flush(5)).cloud?.ok).toBe(true);
  expect(gateway.answers.map(({ status }) => status)).toEqual([200, 401, 200]);
  expect(gateway.value('posts.sent')).toBe(2);
});
