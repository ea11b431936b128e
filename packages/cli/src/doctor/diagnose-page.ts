import type { MetricsBackendPort } from '@bot-metrics/core';
import type { EffectiveSetting } from '@bot-metrics/sdk/config';
import { fetchPage } from '../page/fetch-page.ts';
import { lintPage } from '../page/lint-page.ts';
import { parsePage } from '../page/parse-page.ts';
import { Problem } from '../problem.ts';

/** The result of a probe. */
export interface Diagnosis {
  readonly ok: boolean;
  /** The result, for a failure with the remedy. Never contains a secret. */
  readonly message: string;
}

/** Scrapes a backend that was started for this purpose. */
export async function diagnosePage(backend: MetricsBackendPort): Promise<Diagnosis> {
  const address = 'address' in backend ? backend.address : undefined;
  // Rendered directly: the page may be mounted in another server, or need a certificate or credentials that this
  // command lacks.
  const text = await backend.getMetricsOutput();
  const message = findFault(text, backend.getContentType());
  if (message !== undefined) return { ok: false, message };
  return {
    ok: true,
    message: `its page is valid${typeof address === 'string' ? ` and will be served at ${address}` : ''}`,
  };
}

/** Handles a backend whose port is in use, usually by the running service, by checking the page there. */
export async function diagnosePort(name: string, settings: readonly EffectiveSetting[]): Promise<Diagnosis> {
  const url = buildUrl(name, settings);
  try {
    const { text, contentType } = await fetchPage(url);
    const fault = findFault(text, contentType);
    return fault === undefined
      ? { ok: true, message: `a running service serves a valid page at ${url.href}` }
      : { ok: false, message: `${url.href} is not a valid metrics page: ${fault}; check which process uses the port` };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, message: `the port is in use, but there is ${error.message}` };
  }
}

function findFault(text: string, contentType: string): string | undefined {
  const page = parsePage(text, contentType);
  const first = lintPage(page).find(({ severity }) => severity === 'error');
  if (first !== undefined) return `line ${first.line}: ${first.text}`;
  return page.families.length === 0 ? 'it contains no metrics' : undefined;
}

function buildUrl(name: string, settings: readonly EffectiveSetting[]): URL {
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
