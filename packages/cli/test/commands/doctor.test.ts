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

/** @param backends one line of YAML per backend, by name */
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

test('probes every backend and reports each result', async () => {
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
    `good  scrape (prometheus): its page is valid and will be served at http://127.0.0.1:${port}/metrics`,
    'good  cloud (otlp): the receiver confirmed the probe after N ms',
    'good  daemon (statsd): the probe was sent; this protocol has no confirmation, so check the receiver for bot_metrics.probe',
    'good  memory (stub): accepted the probe',
    '',
  ]);
  expect(receiver.value('bot_metrics.probe')).toBe(1);
  await daemon.waitFor((packets) => packets.join('\n').includes('bot_metrics.probe:1|c'));
});

test('reports a refusing receiver with its answer and the remedy, and still probes the others', async () => {
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
        message: expect.stringMatching(/the receiver answered 401; correct "headers.authorization"/),
      },
      { name: 'local', kind: 'otlp', ok: true, message: expect.stringMatching(/^the receiver confirmed the probe/) },
    ],
  });
});

test('a page of HTML is not a receiver that confirms the probe', async () => {
  const page = await startHttpCapture({
    respond: () => ({ headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' }),
  });
  onTestFinished(() => page.close());
  const { code, out } = await doctor({
    cloud: `{ type: otlp, endpoint: "${page.url}" }`,
    dog: `{ type: datadog, endpoint: "${page.url}", apiKey: hunter2hunter2 }`,
  });
  expect(code).toBe(1);
  const stranger = 'another service, such as a proxy or a login page, answers in place of';
  expect(out).toContain(
    `the receiver answered 200 with text/html instead of an OTLP response (Sign in); correct "endpoint": ${stranger}`,
  );
  expect(out).toContain(
    `Datadog answered 200 with text/html instead of an answer of Datadog (Sign in); correct "endpoint": ${stranger}`,
  );
  expect(out).not.toMatch(/^good/m);
});

test('shows why a receiver refuses the probe, or rejects it in a success', async () => {
  const [refusing, rejecting] = [await startReceiver(), await startReceiver()];
  refusing.respondWith({ status: 404, body: 'otlp receiver not enabled', headers: { 'content-type': 'text/plain' } });
  rejecting.partialSuccess(1, 'unknown tenant', 10);
  const { code, out } = await doctor({
    cloud: `{ type: otlp, endpoint: "${refusing.endpoint}" }`,
    local: `{ type: otlp, endpoint: "${rejecting.endpoint}" }`,
  });
  expect(code).toBe(1);
  expect(out).toContain('the receiver answered 404 (otlp receiver not enabled); correct the path of "endpoint"');
  expect(out).toMatch(/^bad {3}local \(otlp\): the receiver rejected 1 points: "unknown tenant"; check/m);
});

test('reports an unreachable receiver with the remedy', async () => {
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

test('checks the page of a running service', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  backend.recordCounter('orders', 3);
  await backend.start();
  onTestFinished(() => backend.shutdown());

  expect(await doctor({ scrape: `{ type: prometheus, port: ${backend.port} }` })).toMatchObject({
    code: 0,
    out: `good  scrape (prometheus): a running service serves a valid page at ${backend.address}\n`,
  });
});

test('reports a port used by another program', async () => {
  const server = await startHttpCapture({ respond: () => ({ body: '<html></html>\n' }) });
  onTestFinished(() => server.close());
  const { code, out } = await doctor({ scrape: `{ type: prometheus, port: ${server.port}, path: /page }` });

  expect(code).toBe(1);
  expect(out).toBe(
    `bad   scrape (prometheus): ${server.url}/page is not a valid metrics page: line 1: expected a metric name at column 1, found "<html></html>"; check which process uses the port\n`,
  );
});

test('reports an invalid configuration like check', async () => {
  expect(await doctor({ cloud: '{ type: oltp }' })).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^bot-metrics.config.yaml:2:18 backends.cloud.type: .*did you mean "otlp"\?\n$/),
  });
});

test('reports a configuration without backends', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'backends: {}\n' });

  expect(await runCommand(['doctor'], { cwd })).toEqual({
    code: 1,
    out: 'no backend is configured: add one to bot-metrics.config.yaml\n',
    err: '',
  });
});

test('shows progress to a user on standard error', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'backends: { memory: { type: stub } }\n' });
  const { out, err } = await runCommand(['doctor'], { cwd, showsProgress: true });

  expect(err).toBe('probing memory …\n');
  expect(out).toBe('good  memory (stub): accepted the probe\n');
});

test("shows Datadog's answer and the remedy, but not the key", async () => {
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

test("shows CloudWatch's answer and the remedy, but not the credentials", async () => {
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
