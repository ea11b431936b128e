import { inspect } from 'node:util';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it, onTestFinished } from 'vitest';
import { type Auth, PrometheusMetricsBackend } from '../../src/index.ts';
import { httpRequest } from '../http-request.ts';

async function start(auth: Auth): Promise<PrometheusMetricsBackend> {
  const backend = new PrometheusMetricsBackend({ port: 0, auth, diagnostics: new CollectedDiagnostics() });
  onTestFinished(() => backend.shutdown());
  await backend.start();
  return backend;
}

it('answers 401 with a challenge before anything else, and returns the page to a client with the credentials', async () => {
  const backend = await start({ token: 't0ken' });
  const url = backend.address ?? '';
  backend.setGauge('load', 1);
  for (const method of ['GET', 'HEAD', 'POST']) {
    const { status, headers } = await httpRequest(url, { method });
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
  }
  const { status, body } = await httpRequest(url, { headers: { authorization: 'Bearer t0ken' } });
  expect([status, body.toString()]).toEqual([200, '# TYPE load gauge\nload 1\n']);
});

it('shows its secrets in no dump of the backend', async () => {
  const backend = await start({ username: 'prom', password: 's3cret' });
  expect(inspect(backend, { depth: 9, showHidden: true })).not.toContain('s3cret');
  expect(JSON.stringify(backend)).not.toContain('s3cret');
});
