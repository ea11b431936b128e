import { inspect } from 'node:util';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it, onTestFinished } from 'vitest';
import { type Auth, authorization } from '../src/authorization.ts';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { httpRequest } from './http-request.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

it.each([
  ['the right ones', basic('prom:s3cret:x'), true],
  ['the scheme in another case', basic('prom:s3cret:x').replace('Basic', 'BASIC'), true],
  ['a wrong password', basic('prom:s3cret'), false],
  ['a wrong name', basic('admin:s3cret:x'), false],
  ['another scheme', basic('prom:s3cret:x').replace('Basic', 'Bearer'), false],
  ['no scheme', basic('prom:s3cret:x').replace('Basic ', ''), false],
  ['nothing', undefined, false],
  ['rubbish', 'Basic !!! ???', false],
])('a name and a password against %s', (_, header, allowed) => {
  expect(authorization({ username: 'prom', password: 's3cret:x' }).allows(header)).toBe(allowed);
});

it.each([
  ['Bearer t0ken', true],
  ['bearer t0ken', true],
  ['Bearer t0ke', false],
  ['Basic t0ken', false],
  ['Bearer', false],
])('a token against %s', (header, allowed) => {
  expect(authorization({ token: 't0ken' }).allows(header)).toBe(allowed);
});

async function start(auth: Auth): Promise<PrometheusMetricsBackend> {
  const backend = new PrometheusMetricsBackend({ port: 0, auth, diagnostics: new CollectedDiagnostics() });
  onTestFinished(() => backend.shutdown());
  await backend.start();
  return backend;
}

it('answers 401 with a challenge before it says anything else, and the page to who knows', async () => {
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

it('shows its secrets to nobody who looks at the backend', async () => {
  const backend = await start({ username: 'prom', password: 's3cret' });
  expect(inspect(backend, { depth: 9, showHidden: true })).not.toContain('s3cret');
  expect(JSON.stringify(backend)).not.toContain('s3cret');
});
