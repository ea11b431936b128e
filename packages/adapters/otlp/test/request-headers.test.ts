import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CollectedDiagnostics, type GrafanaCloudGateway, startGrafanaCloudGateway } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OtlpMetricsBackendOptions } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { RequestHeaders } from '../src/request-headers.ts';

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
  rmSync(folder, { recursive: true });
  await gateway.close();
});

/** Reads the token as a function of the user would. */
function readToken(): string {
  return readFileSync(file, 'utf8').trimEnd();
}

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

test('a token that changed in its file is used without a restart, and no record is lost', async () => {
  const backend = backendWith({ token: readToken });
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

test('a rejected token that has not changed is not sent again in the same export', async () => {
  const backend = backendWith({ token: readToken });
  backend.recordCounter('hits');
  gateway.changeToken('second');
  await expect(backend.flush()).rejects.toThrow('the receiver answered 401');
  expect(statuses()).toEqual([401]);
  writeFileSync(file, 'wrong-too');
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
  const backend = new OtlpMetricsBackend({ endpoint, headers: { authorization: readToken }, temporality: 'delta' });
  backend.setGauge('depth', 1);
  gateway.changeToken('second');
  writeFileSync(file, basic('second'));
  await backend.flush();
  expect(gateway.value('depth')).toBe(1);
  expect(backend.account()).toMatchObject({ delivered: 1, dropped: {}, ambiguous: 0 });
  await backend.shutdown();
});

test('a secret may be read asynchronously', async () => {
  const backend = backendWith({ token: async () => 'first' });
  backend.recordCounter('hits');
  await backend.shutdown();
  expect(statuses()).toEqual([200]);
});

test('a secret that cannot be read, or a header that cannot be sent, keeps the former values', async () => {
  const headers = new RequestHeaders({ authorization: readToken, 'x-scope-orgid': '7' });
  expect(await headers.values()).toEqual({ authorization: 'first', 'x-scope-orgid': '7' });
  expect(await headers.reread()).toBe(false);
  writeFileSync(file, 'two\nlines');
  expect(await headers.reread()).toBe(false);
  rmSync(file);
  expect(await headers.reread()).toBe(false);
  expect((await headers.values()).authorization).toBe('first');
  writeFileSync(file, 'second');
  expect(await headers.reread()).toBe(true);
  expect((await headers.values()).authorization).toBe('second');
});

test('an export whose secret cannot be read fails without the secret in its message, and the next one delivers', async () => {
  let isReadable = false;
  const token = (): string => {
    if (!isReadable) throw new Error('the vault is sealed');
    return 'first';
  };
  const backend = backendWith({ token });
  backend.recordCounter('hits');
  await expect(backend.flush()).rejects.toThrow('cannot read the credentials: the vault is sealed');
  isReadable = true;
  await backend.flush();
  expect(backend.account()).toMatchObject({ delivered: 1, pending: 0 });
  await backend.shutdown();
});
