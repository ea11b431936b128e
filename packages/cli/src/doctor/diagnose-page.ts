import type { MetricsBackendPort } from '@bot-metrics/core';
import type { EffectiveSetting } from '@bot-metrics/sdk/config';
import { fetchPage } from '../page/fetch-page.ts';
import { lintPage } from '../page/lint-page.ts';
import { parsePage } from '../page/parse-page.ts';
import { Problem } from '../problem.ts';
import type { Diagnosis } from './diagnose.ts';

/** Of a backend that was started for this: scrapes it once. */
export async function diagnosePage(backend: MetricsBackendPort): Promise<Diagnosis> {
  const address = 'address' in backend ? backend.address : undefined;
  // Mounted in another server, or behind a certificate or credentials that this command does not have.
  const text = await backend.getMetricsOutput();
  const message = faultOf(text, backend.getContentType());
  if (message !== undefined) return { ok: false, message };
  return {
    ok: true,
    message: `its page can be read${typeof address === 'string' ? `, at ${address} once the service runs` : ''}`,
  };
}

/** Of a backend whose port is taken: usually the service itself runs, so its page is looked at. */
export async function diagnosePort(name: string, settings: readonly EffectiveSetting[]): Promise<Diagnosis> {
  const url = urlOf(name, settings);
  try {
    const { text, contentType } = await fetchPage(url);
    const fault = faultOf(text, contentType);
    return fault === undefined
      ? { ok: true, message: `a running service has a good page at ${url.href}` }
      : { ok: false, message: `something else listens at ${url.href}, or its page is broken: ${fault}` };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, message: `the port is in use, and there is ${error.message}` };
  }
}

function faultOf(text: string, contentType: string): string | undefined {
  const page = parsePage(text, contentType);
  const first = lintPage(page).find(({ severity }) => severity === 'error');
  if (first !== undefined) return `line ${first.line}: ${first.text}`;
  return page.families.length === 0 ? 'there is no metric on it' : undefined;
}

function urlOf(name: string, settings: readonly EffectiveSetting[]): URL {
  const of = (key: string): string | undefined =>
    settings.find(({ path }) => path.join('.') === `backends.${name}.${key}`)?.value;
  const host = of('host') ?? '127.0.0.1';
  const isTls = settings.some(({ path }) => path.slice(0, 3).join('.') === `backends.${name}.tls`);
  const everywhere = host === '0.0.0.0' || host === '::';
  const url = new URL(
    `${isTls ? 'https' : 'http'}://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}`,
  );
  url.port = of('port') ?? '9464';
  url.pathname = of('path') ?? '/metrics';
  return url;
}
