import { inspect } from 'node:util';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { beforeEach, expect, it } from 'vitest';
import { PrometheusMetricsBackend, Pushgateway, type PushgatewayOptions } from '../src/index.ts';
import { GatewayDouble } from './gateway-double.ts';

let gateway: GatewayDouble;
let backend: PrometheusMetricsBackend;

beforeEach(async () => {
  gateway = await GatewayDouble.start();
  backend = new PrometheusMetricsBackend({ listen: false, diagnostics: new CollectedDiagnostics() });
  backend.setGauge('backup.size', 5);
  backend.recordCounter('backup.files', 3);
});

function client(options: Partial<PushgatewayOptions> = {}): Pushgateway {
  return new Pushgateway({ url: gateway.url, job: 'backup', ...options });
}

it('pushes the page under its group, and its records count as delivered', async () => {
  await client({ grouping: { instance: 'a' } }).push(backend);
  expect(gateway.samples({ job: 'backup', instance: 'a' })).toEqual({ backup_size: 5, backup_files_total: 3 });
  expect(gateway.requests[0]?.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 2, pending: 0 });
});

it('replaces the group by a push, and only the metrics of the page by an addition', async () => {
  const other = new PrometheusMetricsBackend({ listen: false });
  other.setGauge('restore.size', 1);
  await client().push(backend);
  await client().add(other);
  expect(gateway.samples({ job: 'backup' })).toEqual({ backup_size: 5, backup_files_total: 3, restore_size: 1 });
  await client().push(other);
  expect(gateway.samples({ job: 'backup' })).toEqual({ restore_size: 1 });
});

it('deletes the group', async () => {
  await client().push(backend);
  await client().delete();
  expect(gateway.samples({ job: 'backup' })).toBeUndefined();
});

it('groups by values that a path cannot hold', async () => {
  const grouping = { path: '/var/backup', empty: '', text: 'ä b?&#%' };
  await client({ job: 'a/b', grouping }).push(backend);
  expect(gateway.samples({ job: 'a/b', ...grouping })).toBeDefined();
});

it('sends credentials, and shows them to nobody', async () => {
  const pushing = client({ auth: { username: 'job', password: 's3cret' } });
  await pushing.push(backend);
  expect(gateway.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('job:s3cret').toString('base64')}`);
  expect(inspect(pushing, { depth: 9, showHidden: true })).not.toContain('s3cret');
  gateway.mood = { status: 401, text: 'Unauthorized\n' };
  await expect(pushing.push(backend)).rejects.toThrow(
    /answered 401 \(Unauthorized\); correct "auth.username" or "auth.password"$/,
  );
});

it('says what the gateway had against it, and the records stay pending', async () => {
  await client().push(backend);
  const twin = new PrometheusMetricsBackend({ listen: false });
  twin.recordHistogram('backup.size', 1);
  await expect(client({ job: 'other' }).add(twin)).rejects.toMatchObject({
    code: 'export_failed',
    message: expect.stringMatching(
      /answered 400 \(pushed metrics are invalid.*backup_size\); the group has the same metrics/,
    ),
  });
  expect(twin.account()).toMatchObject({ delivered: 0, pending: 1 });
});

it('waits no longer than its time-out, and says so where nobody listens', async () => {
  gateway.mood = 'silent';
  await expect(client({ timeout: 0.05 }).push(backend)).rejects.toThrow('no answer within 0.05 s');
  await expect(client({ url: 'http://127.0.0.1:1' }).push(backend)).rejects.toMatchObject({
    code: 'export_failed',
    message: expect.stringContaining('Pushgateway http://127.0.0.1:1/metrics/job/backup: '),
  });
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 2 });
});

it('lists every problem of its options at once', () => {
  const options = { url: 'gateway', job: '', grouping: { job: 'x', '9': 'y' }, timeout: 0, auth: { token: '' } };
  const label = 'expected a label name other than "job", of letters, digits and "_", a letter first';
  expect(() => new Pushgateway(options)).toThrow(
    [
      'url: expected an http or https URL such as "http://127.0.0.1:9091", received "gateway"',
      'job: expected text, received ""',
      'auth.token: expected only the token, received an empty text; set it',
      'timeout: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received 0',
      `grouping.9: ${label}`,
      `grouping.job: ${label}`,
    ].join('\n'),
  );
  expect(() => new Pushgateway({ url: 'http://a:b@127.0.0.1:9091', job: 'x' })).toThrow(
    'url: expected a URL without a password, which every error would show; use the option "auth"',
  );
});

it('takes nothing but the empty answer of a gateway for a success', async () => {
  const page = { 'content-type': 'text/html' };
  const answers = [
    { status: 200, text: '<title>Sign in</title>', headers: page },
    { status: 200, text: '', headers: page },
    { status: 200, text: 'welcome' },
    { status: 200, text: 'x'.repeat(1_000_000) },
  ];
  for (const answer of answers) {
    gateway.mood = answer;
    await expect(client().push(backend)).rejects.toThrow(
      /answered 200(?: with |, but its body was longer).*; correct "url"/,
    );
  }
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 2 });
  gateway.mood = { status: 202, text: '' };
  await client().push(backend);
  expect(backend.account()).toMatchObject({ delivered: 2, pending: 0 });
});

it('shows one short line of a refusal, and no credential that it echoes', async () => {
  const token = 'glc_eyJvIjoiMTIzNDU2In0';
  gateway.mood = { status: 401, text: `no\r\n\u001b[31m ${token} ${'x'.repeat(9000)}` };
  const error: Error = (await client({ auth: { token } })
    .push(backend)
    .catch((reason: Error) => reason)) as Error;
  expect(error.message).toMatch(/answered 401 \(no \[31m \*\*\* x+…\); correct "auth.token"$/);
  expect(error.message.length).toBeLessThan(400);
  await expect(client().push(backend)).rejects.toThrow('; set "auth", because no credentials are sent');
});

it('names the target of a redirect', async () => {
  gateway.mood = { status: 302, text: '', headers: { location: 'https://host.example/login?next=/' } };
  await expect(client().push(backend)).rejects.toThrow(
    'answered 302, a redirect to "https://host.example/login"; set "url" to the target of the redirect',
  );
});

it('says what to do about TLS to a plain port', async () => {
  const url = gateway.url.replace('http:', 'https:');
  await expect(client({ url }).push(backend)).rejects.toThrow('write http instead of https in "url"');
});
