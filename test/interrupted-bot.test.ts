import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { FlushReport } from '@bot-metrics/core';
import { type FakeBotApi, startFakeBotApi, startOtlpReceiver, startUdpCapture } from '@bot-metrics/testing';
import { statsdReading } from '@bot-metrics/testing/conformance';
import { expect, test } from 'vitest';
import { freePort } from './servers/server.ts';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The Prometheus page during the bot's last long poll. */
  readonly page: string;
  /** Everything sent to any receiver, as text. */
  readonly sent: string;
  readonly counts: {
    readonly [receiver in 'otlp' | 'statsd']: { readonly updates: number; readonly requests: number };
  };
  readonly active: unknown;
  readonly pollErrors: number;
}

const whole = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };
const UPDATE = 'telegram.update.duration';
const REQUEST = 'telegram.client.request.duration';

/** Runs a bot in a separate process through failures, replies and a long poll, then sends Ctrl-C. */
async function interrupt(api: FakeBotApi, framework: string, environment: Record<string, string>): Promise<Ended> {
  const [otlp, statsd, pagePort] = [await startOtlpReceiver(), await startUdpCapture(), await freePort()];
  const child = spawn(process.execPath, [fileURLToPath(new URL(`interrupted-bot/${framework}.mjs`, import.meta.url))], {
    env: {
      ...process.env,
      DEBUG: 'grammy*,telegraf*',
      BOT_TOKEN: api.token,
      BOT_API_ROOT: api.apiRoot,
      BOT_METRICS_BACKENDS__PAGE__TYPE: 'prometheus',
      BOT_METRICS_BACKENDS__PAGE__PORT: `${pagePort}`,
      BOT_METRICS_BACKENDS__OTLP__TYPE: 'otlp',
      BOT_METRICS_BACKENDS__OTLP__ENDPOINT: otlp.endpoint,
      BOT_METRICS_BACKENDS__STATSD__TYPE: 'statsd',
      BOT_METRICS_BACKENDS__STATSD__DIALECT: 'dogstatsd',
      BOT_METRICS_BACKENDS__STATSD__PORT: `${statsd.port}`,
      ...environment,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;

  api.hangUp('sendMessage');
  api.refuse('sendMessage', 'blocked');
  for (let i = 0; i < 5; i++) api.pushText('/start');
  const answered = ({ method, status }: FakeBotApi['calls'][number]) => method === 'sendMessage' && status === 200;
  await api.waitFor((calls) => calls.filter(answered).length === 3 && api.waitingPolls === 1, 20);
  const page = await (await fetch(`http://127.0.0.1:${pagePort}/metrics`)).text();
  child.kill('SIGINT');
  const [code, signal] = await closed;
  await statsd.settled();
  await Promise.all([otlp.close(), statsd.close()]);

  const reading = statsdReading(statsd.lines, 'dogstatsd');
  const addUpCounts = (values: readonly { value: unknown }[]) =>
    values.reduce((sum, { value }) => sum + (value as { count: number }).count, 0);
  const histogramsNamed = (name: string) => reading.histograms.filter((histogram) => histogram.name === name);
  return {
    code,
    signal,
    stdout,
    stderr,
    page,
    sent: inspect(otlp.exports, whole) + statsd.lines.join('\n'),
    counts: {
      otlp: { updates: addUpCounts(otlp.series(UPDATE)), requests: addUpCounts(otlp.series(REQUEST)) },
      statsd: { updates: addUpCounts(histogramsNamed(UPDATE)), requests: addUpCounts(histogramsNamed(REQUEST)) },
    },
    active: otlp.series('telegram.updates.active')[0]?.value,
    pollErrors: otlp.series('telegram.poll.errors').length,
  };
}

for (const framework of ['grammy', 'telegraf']) {
  for (const [how, environment] of Object.entries({
    'its own listener': { OWN_LISTENER: '1' },
    'signals handled by the SDK': {},
  })) {
    test(`Ctrl-C during a long poll of ${framework}, with ${how}, ends it with everything delivered and no token anywhere`, async () => {
      const api = await startFakeBotApi();
      try {
        const ended = await interrupt(api, framework, environment);
        const { code, signal, counts, active, pollErrors } = ended;
        const isOwn = 'OWN_LISTENER' in environment;
        expect({ code, signal }).toEqual(isOwn ? { code: 0, signal: null } : { code: null, signal: 'SIGINT' });
        const requests = api.calls.filter(({ method }) => method !== 'getUpdates').length;
        expect(counts).toEqual({ otlp: { updates: 5, requests }, statsd: { updates: 5, requests } });
        expect({ active, pollErrors }).toEqual({ active: 0, pollErrors: 0 });
        expect(ended.page).toMatch(
          /^telegram_client_request_duration_seconds_count\{.*telegram_status="network"\} 1$/m,
        );
        expect(ended.page).toMatch(/^telegram_recipients_unreachable_total\{reason="blocked"\} 1$/m);
        expect(ended.stderr).toContain('sendMessage');
        if (isOwn) expectAccounted(JSON.parse(ended.stdout.trimEnd().split('\n').at(-1)!));
        for (const text of [ended.stdout, ended.stderr, ended.page, ended.sent]) {
          expect(text).not.toContain(api.token);
          expect(text).not.toContain(api.token.split(':')[1]);
        }
      } finally {
        await api.close();
      }
    });
  }
}

function expectAccounted(report: FlushReport): void {
  expect(Object.keys(report).sort()).toEqual(['otlp', 'page', 'statsd']);
  for (const { account } of Object.values(report)) {
    const dropped = Object.values(account.dropped).reduce((sum, records) => sum + records, 0);
    expect(account.offered).toBe(account.delivered + account.pending + dropped);
  }
  for (const backend of ['otlp', 'statsd']) {
    expect(report[backend]).toMatchObject({ ok: true, account: { pending: 0, dropped: {} } });
  }
}
