import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import {
  startCloudWatchReceiver,
  startDatadogIntake,
  startHttpCapture,
  startOtlpReceiver,
  startUdpCapture,
} from '@bot-metrics/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { unusedPort } from '../../../sdk/test/ports.ts';
import { temporaryFolder } from '../../../sdk/test/temporary-folder.ts';
import { type Ended, runCommand } from '../run-command.ts';

/** @param backends as YAML in one line each, by name */
function doctor(backends: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Ended> {
  const lines = Object.entries(backends).map(([name, settings]) => `  ${name}: ${settings}\n`);
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': `backends:\n${lines.join('')}` });
  return runCommand(['doctor', ...args], { cwd });
}

async function startReceiver() {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}

test('every backend gets the probe, and says what came back', async () => {
  const [receiver, daemon, port] = [await startReceiver(), await startUdpCapture(), await unusedPort()];
  onTestFinished(() => daemon.close());
  const { code, out, err } = await doctor({
    scrape: `{ type: prometheus, port: ${port} }`,
    cloud: `{ type: otlp, endpoint: "${receiver.endpoint}" }`,
    daemon: `{ type: statsd, port: ${daemon.port} }`,
    memory: '{ type: stub }',
  });

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.replace(/\d+ ms/, 'N ms').split('\n')).toEqual([
    `good  scrape (prometheus): its page can be read, at http://127.0.0.1:${port}/metrics once the service runs`,
    'good  cloud (otlp): the receiver confirmed the probe after N ms',
    'good  daemon (statsd): the probe was sent; nothing comes back by this protocol, so look for bot_metrics.probe at the receiver',
    'good  memory (stub): took the probe',
    '',
  ]);
  expect(receiver.value('bot_metrics.probe')).toBe(1);
  await daemon.waitFor((packets) => packets.join('\n').includes('bot_metrics.probe:1|c'));
});

test('a receiver that refuses is shown with its answer and the remedy, and the others are tried all the same', async () => {
  const [refusing, good] = [await startReceiver(), await startReceiver()];
  refusing.respondWith({ status: 401, times: 10 });
  const { code, out } = await doctor(
    {
      cloud: `{ type: otlp, endpoint: "${refusing.endpoint}", headers: { authorization: hunter2 } }`,
      local: `{ type: otlp, endpoint: "${good.endpoint}" }`,
    },
    ['--json'],
  );

  expect(code).toBe(1);
  expect(out).not.toContain('hunter2');
  expect(JSON.parse(out)).toEqual({
    ok: false,
    notes: [],
    backends: [
      {
        name: 'cloud',
        kind: 'otlp',
        ok: false,
        message: expect.stringMatching(/the receiver answered 401; correct the credentials in "headers"/),
      },
      { name: 'local', kind: 'otlp', ok: true, message: expect.stringMatching(/^the receiver confirmed the probe/) },
    ],
  });
});

test('a receiver that is not there is shown with the remedy', async () => {
  const port = await unusedPort();
  const { code, out } = await doctor({
    cloud: `{ type: otlp, endpoint: "http://127.0.0.1:${port}", timeout: 200ms }`,
    daemon: `{ type: statsd, protocol: tcp, port: ${port} }`,
  });

  expect(code).toBe(1);
  expect(out).toMatch(
    /^bad {3}cloud \(otlp\): no export to .*ECONNREFUSED.*; start the receiver, or correct the port/m,
  );
  expect(out).toMatch(/^bad {3}daemon \(statsd\): no export to tcp:.*ECONNREFUSED.*; start the daemon/m);
});

test('the page of a service that runs already is looked at', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  backend.recordCounter('orders', 3);
  await backend.start();
  onTestFinished(() => backend.shutdown());

  expect(await doctor({ scrape: `{ type: prometheus, port: ${backend.port} }` })).toMatchObject({
    code: 0,
    out: `good  scrape (prometheus): a running service has a good page at ${backend.address}\n`,
  });
});

test('a port that something else has is a problem', async () => {
  const server = await startHttpCapture({ respond: () => ({ body: '<html></html>\n' }) });
  onTestFinished(() => server.close());
  const { code, out } = await doctor({ scrape: `{ type: prometheus, port: ${server.port}, path: /page }` });

  expect(code).toBe(1);
  expect(out).toBe(
    `bad   scrape (prometheus): something else listens at ${server.url}/page, or its page is broken: line 1: expected the name of a metric at column 1, found "<html></html>"\n`,
  );
});

test('a wrong configuration is told as check tells it', async () => {
  expect(await doctor({ cloud: '{ type: oltp }' })).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^bot-metrics.config.yaml:2:18 backends.cloud.type: .*did you mean "otlp"\?\n$/),
  });
});

test('a configuration without backends is a problem', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'backends: {}\n' });

  expect(await runCommand(['doctor'], { cwd })).toEqual({
    code: 1,
    out: 'no backend is configured: name one in bot-metrics.config.yaml\n',
    err: '',
  });
});

test('a person who waits is told what is tried, not on standard output', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'backends: { memory: { type: stub } }\n' });
  const { out, err } = await runCommand(['doctor'], { cwd, showsProgress: true });

  expect(err).toBe('trying memory …\n');
  expect(out).toBe('good  memory (stub): took the probe\n');
});

test("Datadog's answer is shown with the remedy, and the key is not", async () => {
  const intake = await startDatadogIntake({ apiKey: 'right' });
  onTestFinished(() => intake.close());
  const { code, out } = await doctor({
    good: `{ type: datadog, endpoint: "${intake.endpoint}", apiKey: right }`,
    bad: `{ type: datadog, endpoint: "${intake.endpoint}", apiKey: hunter2 }`,
  });

  expect(code).toBe(1);
  expect(out).not.toContain('hunter2');
  expect(out).toMatch(/^good {2}good \(datadog\): the receiver confirmed the probe/m);
  expect(out).toMatch(/^bad {3}bad \(datadog\): .*Datadog answered 403 .*; correct "apiKey"/m);
});

test("CloudWatch's answer is shown with the remedy, and the credentials are not", async () => {
  const receiver = await startCloudWatchReceiver();
  const { accessKeyId, secretAccessKey } = receiver.credentials;
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    return receiver.close();
  });
  const aws = `{ type: cloudwatch, region: eu-west-1, endpoint: "${receiver.endpoint}" }`;

  const good = await doctor({ aws });
  expect(good.out).toMatch(/^good {2}aws \(cloudwatch\): the receiver confirmed the probe/m);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hunter2');
  const bad = await doctor({ aws });
  expect(bad.code).toBe(1);
  expect(bad.out).toMatch(
    /^bad {3}aws \(cloudwatch\): .*CloudWatch answered 403 SignatureDoesNotMatch .*; correct the credentials/m,
  );
  expect(bad.out).not.toContain('hunter2');
});
