import type { DatadogMetricsBackendOptions } from './options.ts';
import { siteProblems } from './sites.ts';

const EXAMPLE = 'http://127.0.0.1:8428/datadog';

/** The base URL of the API, or what is wrong with the options that name it. */
export function apiUrlOf(options: Pick<DatadogMetricsBackendOptions, 'site' | 'endpoint'>): {
  url: string;
  problems: string[];
} {
  const { site, endpoint } = options;
  if (endpoint === undefined) {
    const { site: known = 'datadoghq.com' } = options;
    return { url: `https://api.${known}`, problems: siteProblems(known) };
  }
  const problems = endpointProblems(endpoint);
  if (site !== undefined) problems.push('site: "endpoint" is given as well; leave one of them out');
  return { url: problems.length === 0 ? new URL(endpoint).href.replace(/\/+$/, '') : '', problems };
}

function endpointProblems(endpoint: unknown): string[] {
  if (typeof endpoint !== 'string')
    return [`endpoint: a value of type ${typeof endpoint} is no URL; write "${EXAMPLE}"`];
  const shown = endpoint.replace(/[^/]*@/, '***@').replace(/[?#].*$/s, '');
  if (!/^https?:\/\//i.test(endpoint) || !URL.canParse(endpoint)) {
    return [`endpoint: ${JSON.stringify(shown)} is no http(s) URL; write "${EXAMPLE}"`];
  }
  const { protocol, hostname, username, password, search, hash } = new URL(endpoint);
  const problems: string[] = [];
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    problems.push(`endpoint: "${shown}" has a user, a password or a query; give the key as "apiKey"`);
  }
  if (protocol === 'http:' && /(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/.test(hostname)) {
    problems.push(`endpoint: ${hostname} is plain HTTP here, which would show the key to the network; write https`);
  }
  return problems;
}
