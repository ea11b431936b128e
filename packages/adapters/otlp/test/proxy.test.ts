import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { CollectedDiagnostics, type OtlpReceiver, startOtlpReceiver } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { certificates } from './certificates/read-certificates.ts';
import { type ConnectProxy, startConnectProxy } from './connect-proxy.ts';
import { problems } from './problems.ts';

const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];
const tls = { ca: readFileSync(certificates.authority) };

beforeEach(() => {
  for (const name of names) {
    vi.stubEnv(name, '');
    vi.stubEnv(name.toLowerCase(), '');
  }
});
afterEach(() => vi.unstubAllEnvs());

async function start(isSecure: boolean, credentials?: string): Promise<[OtlpReceiver, ConnectProxy, string]> {
  const receiver = await startOtlpReceiver(isSecure ? { tls: certificates.server } : {});
  const proxy = await startConnectProxy(credentials);
  onTestFinished(() => Promise.all([receiver.close(), proxy.close()]).then(() => {}));
  return [receiver, proxy, `${isSecure ? 'https' : 'http'}://receiver.test:${receiver.port}`];
}

test('requests to an HTTPS receiver go through a tunnel, and its certificate is checked', async () => {
  const [receiver, proxy, endpoint] = await start(true);
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`);
  const backend = new OtlpMetricsBackend({ endpoint, tls });
  backend.recordCounter('hits');
  await backend.flush();
  backend.recordCounter('hits');
  await backend.flush();
  expect(receiver.value('hits')).toBe(2);
  const tunnel = { method: 'CONNECT', target: `receiver.test:${receiver.port}`, authorization: undefined };
  expect(proxy.requests).toEqual([tunnel]);
  await backend.shutdown();

  const distrustful = new OtlpMetricsBackend({ endpoint, timeout: 0.5, diagnostics: new CollectedDiagnostics() });
  distrustful.recordCounter('hits');
  await expect(distrustful.flush()).rejects.toThrow(/self-signed|unable to verify/);
  await distrustful.shutdown(0.1).catch(() => {});
});

test('a proxy forwards requests to an HTTP receiver', async () => {
  const [receiver, proxy, endpoint] = await start(false);
  vi.stubEnv('http_proxy', `http://127.0.0.1:${proxy.port}`);
  const backend = new OtlpMetricsBackend({ endpoint });
  backend.recordCounter('hits');
  await backend.shutdown();
  expect(receiver.value('hits')).toBe(1);
  expect(proxy.requests).toEqual([{ method: 'POST', target: `${endpoint}/v1/metrics`, authorization: undefined }]);
});

test.each([true, false])('only the proxy receives its user and password (HTTPS: %s)', async (isSecure) => {
  const [receiver, proxy, endpoint] = await start(isSecure, 'me:hunter2@!');
  vi.stubEnv('ALL_PROXY', `http://me:hunter2%40!@127.0.0.1:${proxy.port}`);
  const options = isSecure ? { endpoint, tls } : { endpoint };
  const backend = new OtlpMetricsBackend(options);
  backend.recordCounter('hits');
  await backend.flush();
  expect(receiver.value('hits')).toBe(1);
  expect(receiver.exports[0]?.headers['proxy-authorization']).toBeUndefined();
  expect(inspect(backend, { depth: 20, showHidden: true })).not.toContain('hunter2');
  await backend.shutdown();

  vi.stubEnv('ALL_PROXY', `http://me:hunter3@127.0.0.1:${proxy.port}`);
  const diagnostics = new CollectedDiagnostics();
  const refused = new OtlpMetricsBackend({ ...options, timeout: 0.5, diagnostics });
  refused.recordCounter('hits');
  const error: unknown = await refused.flush().catch((reason: unknown) => reason);
  expect(String(error)).toContain('answered 407; correct the user and the password of the proxy');
  expect(inspect([error, diagnostics.events], { depth: 20 })).not.toContain('hunter');
  await refused.shutdown(0.1).catch(() => {});
});

test.each([
  { why: 'NO_PROXY names the receiver', no: 'receiver.test', host: 'receiver.test' },
  { why: 'the receiver is on this machine', no: '', host: '127.0.0.1' },
])('no proxy is used if $why', async ({ no, host }) => {
  const [receiver, proxy] = await start(false);
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`);
  vi.stubEnv('NO_PROXY', no);
  const diagnostics = new CollectedDiagnostics();
  const backend = new OtlpMetricsBackend({ endpoint: `http://${host}:${receiver.port}`, timeout: 0.5, diagnostics });
  backend.recordCounter('hits');
  await backend.shutdown(5).catch(() => {});
  expect(proxy.requests).toEqual([]);
});

test('an unusable proxy is reported without its password', () => {
  vi.stubEnv('HTTPS_PROXY', 'socks5://me:hunter2@proxy:1080');
  expect(problems({ endpoint: 'https://receiver.test' })).toEqual([
    'proxy: expected an http or https proxy for this receiver, received socks5 from the environment; correct HTTPS_PROXY or HTTP_PROXY, or add the receiver to NO_PROXY',
  ]);
  expect(problems({ endpoint: 'https://localhost' })).toEqual([]);
});
