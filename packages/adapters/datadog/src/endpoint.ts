import { type Problem, showValue, suggest } from '@bot-metrics/core/options';

/** Source: https://docs.datadoghq.com/getting_started/site/ */
const sites = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'uk1.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
];

/** Short names of sites in Datadog's documentation. */
const siteNames: Readonly<Record<string, string>> = {
  us1: 'datadoghq.com',
  us: 'datadoghq.com',
  eu1: 'datadoghq.eu',
  eu: 'datadoghq.eu',
  'us1-fed': 'ddog-gov.com',
  'us2-fed': 'us2.ddog-gov.com',
};

/** Builds the base URL of the API, without a trailing slash, from checked options. */
export function buildApiUrl(site: string | undefined, endpoint: string | undefined): string {
  return endpoint === undefined ? `https://api.${site ?? 'datadoghq.com'}` : new URL(endpoint).href.replace(/\/+$/, '');
}

/** Finds parts that an endpoint must not contain. */
export function findEndpointProblems(endpoint: string | undefined): Problem[] {
  if (endpoint === undefined) return [];
  const { origin, protocol, hostname, pathname, username, password, search, hash } = new URL(endpoint);
  const problems: Problem[] = [];
  const add = (text: string): number => problems.push({ path: ['endpoint'], text });
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    add('expected a URL without a user, a password and a query; set the key as "apiKey"');
  }
  const [path] = /\/api\/(?:v1|v2|beta)(?:\/[\w-]+)?\/*$/.exec(pathname) ?? [];
  if (path !== undefined) {
    const base = origin + pathname.slice(0, -path.length);
    add(`expected the base URL, to which /api/v2/series is appended, received its path as well; write "${base}"`);
  }
  if (protocol === 'http:' && /(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/.test(hostname)) {
    add(`expected https, received http, which exposes the key to the network on the way to ${hostname}; write https`);
  }
  return problems;
}

/** Describes the problem of an unknown site; `undefined` for a known one. */
export function findSiteProblem(site: string): string | undefined {
  if (sites.includes(site)) return undefined;
  const similar = suggestSite(site);
  const remedy = similar === undefined ? 'set another intake as "endpoint"' : `did you mean "${similar}"?`;
  return `expected one of ${sites.join(', ')}, received ${showValue(site)}; ${remedy}`;
}

function suggestSite(text: string): string | undefined {
  const host = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '');
  const bare = host.replace(/^(app|api|www)\./, '');
  const short = siteNames[bare] ?? sites.find((site) => site === bare || site.split('.')[0] === bare);
  if (short !== undefined) return short;
  return suggest(bare, sites);
}
