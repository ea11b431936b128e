import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it, onTestFinished } from 'vitest';
import { PrometheusMetricsBackend, type PrometheusOptions } from '../../src/index.ts';

/** Signed by itself, for localhost; of no use anywhere else. */
const certificate = {
  cert: readFileSync(new URL('../certificate/cert.pem', import.meta.url)),
  key: readFileSync(new URL('../certificate/key.pem', import.meta.url)),
};

async function start(tls: NonNullable<PrometheusOptions['tls']>): Promise<string> {
  const backend = new PrometheusMetricsBackend({ port: 0, tls, diagnostics: new CollectedDiagnostics() });
  onTestFinished(() => backend.shutdown());
  backend.setGauge('load', 1);
  await backend.start();
  return backend.address ?? '';
}

function get(url: string, options: { ca?: Buffer; cert?: Buffer; key?: Buffer }): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, ...options }, (response) => {
      response.setEncoding('utf8').on('data', resolve).on('error', reject);
    });
    outgoing.on('error', reject).end();
  });
}

it('serves HTTPS with the certificate that it is given', async () => {
  const url = await start(certificate);
  expect(url).toMatch(/^https:/);
  expect(await get(url, { ca: certificate.cert })).toBe('# TYPE load gauge\nload 1\n');
  await expect(get(url, {})).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

it('asks scrapers for a certificate where it is given whose to trust', async () => {
  const url = await start({ ...certificate, ca: certificate.cert });
  expect(await get(url, { ca: certificate.cert, ...certificate })).toContain('load 1');
  await expect(get(url, { ca: certificate.cert })).rejects.toThrow();
});

it('says that a certificate cannot be read, and not what it is', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0, tls: { cert: 'no certificate', key: 'no key' } });
  const error: unknown = await backend.start().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringContaining('tls: cannot use the certificate and the key'),
  });
  expect(String(error)).not.toMatch(/no certificate|no key/);
});
