import type { OtlpMetricsBackendOptions } from './options.ts';

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_GRPC_ENDPOINT = 'http://localhost:4317';
const METRICS_PATH = '/v1/metrics';

/** The URL to send to, or what is wrong with the options that name it. */
export function exportUrlOf(options: Pick<OtlpMetricsBackendOptions, 'endpoint' | 'url' | 'protocol'>): {
  url: string;
  problems: string[];
} {
  const { endpoint, url, protocol } = options;
  const isGrpc = protocol === 'grpc';
  if (url === undefined) {
    const base = endpoint ?? (isGrpc ? DEFAULT_GRPC_ENDPOINT : DEFAULT_ENDPOINT);
    const problems = [...urlProblems('endpoint', base), ...(isGrpc ? pathProblems('endpoint', base) : [])];
    if (problems.length > 0) return { url: '', problems };
    return { url: isGrpc ? new URL(base).href : withMetricsPath(base), problems };
  }
  const problems = [...urlProblems('url', url), ...(isGrpc ? pathProblems('url', url) : [])];
  if (endpoint !== undefined) problems.push('url: "endpoint" is given as well; leave one of them out');
  return { url: problems.length === 0 ? new URL(url).href : '', problems };
}

function pathProblems(option: string, value: string): string[] {
  if (!isHttpUrl(value)) return [];
  const { origin, pathname } = new URL(value);
  return pathname === '/' ? [] : [`${option}: gRPC has no paths such as ${pathname}; write "${origin}"`];
}

/** A URL as it may be shown: without user, password and query, which may hold secrets. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function withMetricsPath(base: string): string {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(METRICS_PATH) ? path : path + METRICS_PATH;
  return url.href;
}

function urlProblems(option: string, value: unknown): string[] {
  if (typeof value !== 'string')
    return [`${option}: a value of type ${typeof value} is no URL; write "${DEFAULT_ENDPOINT}"`];
  if (isHttpUrl(value)) return [];
  const shown = value.replace(/[^/]*@/, '***@').replace(/[?#].*$/s, '');
  const remedy =
    value !== '' && !value.includes('://') && isHttpUrl(`http://${value}`) ? `http://${shown}` : DEFAULT_ENDPOINT;
  return [`${option}: ${JSON.stringify(shown)} is no http(s) URL; write "${remedy}"`];
}

function isHttpUrl(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
