import { readFileSync } from 'node:fs';
import { CollectedDiagnostics, type OtlpReceiver, type ServerTls, startOtlpReceiver } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { OtlpMetricsBackendOptions } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { certificates } from './certificates/read-certificates.ts';
import { problems } from './problems.ts';

const { authority, server, client } = certificates;
const read = (path: string): string => readFileSync(path, 'utf8');
const ca = read(authority);
const own = { cert: read(client.cert), key: read(client.key) };

async function start(tls: Partial<ServerTls> = {}): Promise<OtlpReceiver> {
  const receiver = await startOtlpReceiver({ tls: { ...server, ...tls } });
  onTestFinished(() => receiver.close());
  return receiver;
}

/** What a flush with one record rejects with; `undefined` if it resolves. */
async function flush(endpoint: string, tls?: OtlpMetricsBackendOptions['tls']): Promise<string | undefined> {
  const options = tls === undefined ? {} : { tls };
  const diagnostics = new CollectedDiagnostics();
  const backend = new OtlpMetricsBackend({ endpoint, timeout: 0.5, diagnostics, ...options });
  backend.recordCounter('hits', 2);
  const error: unknown = await backend.flush().catch((reason: unknown) => reason);
  await backend.shutdown(0.1).catch(() => {});
  return error instanceof Error ? error.message : undefined;
}

test('trusts a custom authority only if it is configured', async () => {
  const receiver = await start();
  expect(await flush(receiver.endpoint)).toMatch(/self-signed|unable to verify.*for an https URL the certificate/);
  expect(receiver.exports).toEqual([]);
  expect(await flush(receiver.endpoint, { ca })).toBeUndefined();
  expect(await flush(receiver.endpoint, { ca: readFileSync(authority) })).toBeUndefined();
  expect(await flush(receiver.endpoint, { ca: async () => read(authority) })).toBeUndefined();
  expect(receiver.value('hits')).toBe(2);
});

test('rejects a receiver whose certificate is for another host', async () => {
  const receiver = await start();
  const elsewhere = receiver.endpoint.replace('127.0.0.1', 'localhost');
  expect(await flush(elsewhere, { ca })).toContain('does not match');
  expect(receiver.exports).toEqual([]);
});

test('presents its client certificate to a receiver that requests one', async () => {
  const receiver = await start({ ca: readFileSync(authority) });
  expect(await flush(receiver.endpoint, { ca })).toContain('no export to');
  expect(await flush(receiver.endpoint, { ca, ...own })).toBeUndefined();
  expect(receiver.value('hits')).toBe(2);
});

test('keeps one connection between exports', async () => {
  const receiver = await start();
  const backend = new OtlpMetricsBackend({ endpoint: receiver.endpoint, tls: { ca } });
  backend.recordCounter('hits');
  await backend.flush();
  backend.recordCounter('hits');
  await backend.flush();
  expect(receiver.connections).toBe(1);
  await backend.shutdown();
});

test.each([
  [{ ca: 7 }, 'tls.ca: expected PEM as text, { env: NAME } or { file: PATH }, received a number; put it in quotes'],
  [
    { cert: own.cert },
    'tls: expected both "cert" and "key" of a client certificate, received one of them; set both, in PEM',
  ],
  [
    { cert: own.cert, key: 'hunter2' },
    expect.stringMatching(/^tls: expected certificates in PEM, received one that Node rejects \(ERR_\w+\)/),
  ],
  [
    { ...own, cert: ca },
    expect.stringMatching(/^tls: expected certificates in PEM, received one that Node rejects \(ERR_\w+\)/),
  ],
])('an invalid TLS option is rejected (%#)', (tls, problem) => {
  const found = problems({ endpoint: 'https://receiver.test', tls });
  expect(found).toEqual([problem]);
  expect(found.join()).not.toContain('hunter2');
});

test('certificates for plain HTTP are rejected', () => {
  expect(problems({ endpoint: 'http://receiver.test', tls: { ca } })).toEqual([
    'tls: needs an https URL, received http; write https, or remove the option',
  ]);
});
