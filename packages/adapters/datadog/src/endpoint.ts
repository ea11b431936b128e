import type { Problem } from '@bot-metrics/core/options';

/** The base URL of the API, without a trailing slash. The options have been checked. */
export function apiUrl(site: string | undefined, endpoint: string | undefined): string {
  return endpoint === undefined ? `https://api.${site ?? 'datadoghq.com'}` : new URL(endpoint).href.replace(/\/+$/, '');
}

/** Finds what an endpoint must not contain. */
export function endpointProblems(endpoint: string | undefined): Problem[] {
  if (endpoint === undefined) return [];
  const { protocol, hostname, username, password, search, hash } = new URL(endpoint);
  const problems: Problem[] = [];
  const add = (text: string): number => problems.push({ path: ['endpoint'], text });
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    add('expected a URL without a user, a password and a query; set the key as "apiKey"');
  }
  if (protocol === 'http:' && /(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/.test(hostname)) {
    add(`plain HTTP would expose the key to the network on the way to ${hostname}; write https`);
  }
  return problems;
}
