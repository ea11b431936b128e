import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CollectedDiagnostics, type GrafanaCloudGateway, startGrafanaCloudGateway } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OtlpMetricsBackendOptions } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { RequestHeaders } from '../src/request-headers.ts';
import { problems } from './problems.ts';

let gateway: GrafanaCloudGateway;
let folder: string;
let file: string;

beforeEach(async () => {
  gateway = await startGrafanaCloudGateway({ token: 'first' });
  folder = mkdtempSync(join(tmpdir(), 'otlp-headers-'));
  file = join(folder, 'token');
  writeFileSync(file, 'first\n');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await gateway.close();
});

function backendWith(options: OtlpMetricsBackendOptions): OtlpMetricsBackend {
  const { endpoint, instanceId } = gateway;
  const diagnostics = new CollectedDiagnostics();
  return new OtlpMetricsBackend({
    preset: 'grafana-cloud',
    endpoint,
    instanceId,
    timeout: 0.5,
    diagnostics,
    ...options,
  });
}

function statuses(): number[] {
  return gateway.answers.map(({ status }) => status);
}

test('a token that is changed in its file is used without a restart, and no record is lost', async () => {
  const backend = backendWith({ token: { file } });
  backend.recordCounter('hits');
  await backend.flush();
  gateway.changeToken('second');
  writeFileSync(file, 'second\n');
  backend.recordCounter('hits');
  await backend.flush();
  expect(statuses()).toEqual([200, 401, 200]);
  expect(gateway.value('hits')).toBe(2);
  expect(backend.account()).toMatchObject({ delivered: 2, pending: 0, dropped: {} });
  expect(inspect(backend, { depth: 20, showHidden: true })).not.toMatch(/first|second/);
  await backend.shutdown();
});

test('a token that is refused and has not changed is not sent again in the same export', async () => {
  const backend = backendWith({ token: { file } });
  backend.recordCounter('hits');
  gateway.changeToken('second');
  await expect(backend.flush()).rejects.toThrow('the receiver answered 401');
  expect(statuses()).toEqual([401]);
  writeFileSync(file, 'wrong, too');
  await expect(backend.flush()).rejects.toThrow('the receiver answered 401');
  expect(statuses()).toEqual([401, 401, 401]);
  writeFileSync(file, 'second');
  await backend.flush();
  expect(gateway.value('hits')).toBe(1);
  await backend.shutdown();
});

test('a delta survives a change of its token', async () => {
  const { endpoint } = gateway;
  const basic = (token: string): string => `Basic ${Buffer.from(`123456:${token}`).toString('base64')}`;
  writeFileSync(file, basic('first'));
  const backend = new OtlpMetricsBackend({ endpoint, headers: { authorization: { file } }, temporality: 'delta' });
  backend.setGauge('depth', 1);
  gateway.changeToken('second');
  writeFileSync(file, basic('second'));
  await backend.flush();
  expect(gateway.value('depth')).toBe(1);
  expect(backend.account()).toMatchObject({ delivered: 1, dropped: {}, ambiguous: 0 });
  await backend.shutdown();
});

test('secrets come from environment variables, too', async () => {
  vi.stubEnv('GATEWAY_TOKEN', 'first');
  const backend = backendWith({ token: { env: 'GATEWAY_TOKEN' } });
  backend.recordCounter('hits');
  await backend.shutdown();
  expect(statuses()).toEqual([200]);
});

test('what cannot be read or sent leaves the former text in place', () => {
  const headers = new RequestHeaders({ authorization: { file }, 'x-scope-orgid': '7' });
  expect(headers.current).toEqual({ authorization: 'first', 'x-scope-orgid': '7' });
  expect(headers.reread()).toBe(false);
  writeFileSync(file, 'two\nlines');
  expect(headers.reread()).toBe(false);
  rmSync(file);
  expect(headers.reread()).toBe(false);
  expect(headers.current.authorization).toBe('first');
  writeFileSync(file, 'second');
  expect(headers.reread()).toBe(true);
  expect(headers.current.authorization).toBe('second');
});

test('a secret that is not there is said at the start, by its name only', () => {
  expect(problems({ headers: { authorization: { file: '/nowhere/token' }, 'x-key': { env: 'hunter2!' } } })).toEqual([
    'headers: "authorization": file /nowhere/token cannot be read (ENOENT)',
    'headers: "x-key": environment variable (not the name of one) is not set; set it',
  ]);
  const cloud = { preset: 'grafana-cloud', zone: 'prod-eu-west-2', instanceId: '1' };
  expect(problems({ ...cloud, token: { env: 'NO_SUCH_TOKEN' } })).toEqual([
    'token: environment variable NO_SUCH_TOKEN is not set; set it',
  ]);
});
