import type { Problem } from '@bot-metrics/core/options';

/** The options that say where the receiver is. */
export interface Destination {
  readonly endpoint: string | undefined;
  readonly url: string | undefined;
  readonly protocol: string | undefined;
  readonly preset?: string | undefined;
}

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_GRPC_ENDPOINT = 'http://localhost:4317';
const METRICS_PATH = '/v1/metrics';

/** The URL that exports are sent to. The options have been checked. */
export function exportUrl({ endpoint, url, protocol }: Destination): string {
  if (url !== undefined) return new URL(url).href;
  if (protocol === 'grpc') return new URL(endpoint ?? DEFAULT_GRPC_ENDPOINT).href;
  const target = new URL(endpoint ?? DEFAULT_ENDPOINT);
  const path = target.pathname.replace(/\/+$/, '');
  target.pathname = path.endsWith(METRICS_PATH) ? path : path + METRICS_PATH;
  return target.href;
}

/** A URL without user, password and query, any of which may be secret. */
export function publicUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** Finds mistakes in the options that name the receiver. */
export function endpointProblems({ endpoint, url, protocol, preset }: Destination): Problem[] {
  const problems: Problem[] = [];
  if (endpoint !== undefined && url !== undefined) {
    problems.push({ path: ['url'], text: 'cannot be combined with "endpoint"; remove one of them' });
  }
  for (const [option, value] of Object.entries({ endpoint, url })) {
    if (value === undefined) continue;
    const found = [...grpcProblems(value, protocol), ...pathProblems(value), ...grafanaProblems(option, value, preset)];
    problems.push(...found.map((text) => ({ path: [option], text })));
  }
  return problems;
}

function grpcProblems(value: string, protocol: string | undefined): string[] {
  const { origin, pathname } = new URL(value);
  if (protocol !== 'grpc' || pathname === '/') return [];
  return [`gRPC has no paths such as ${pathname}; write "${origin}"`];
}

function pathProblems(value: string): string[] {
  const isDouble = /\/v1\/metrics\/+v1\/metrics\/*$/.test(new URL(value).pathname);
  return isDouble ? ['the path contains /v1/metrics twice; remove it from "endpoint", to which it is appended'] : [];
}

function grafanaProblems(option: string, value: string, preset: string | undefined): string[] {
  const { protocol, hostname, pathname } = new URL(value);
  const isGrafana = hostname.endsWith('.grafana.net');
  const problems: string[] = [];
  if (isGrafana && protocol === 'http:') {
    problems.push(`plain HTTP would expose the token to the network on the way to ${hostname}; write https`);
  }
  if ((isGrafana || preset === 'grafana-cloud') && option === 'url' && /\/otlp\/*$/.test(pathname)) {
    problems.push('the URL is used as it stands and ends in /otlp; append /v1/metrics, or use the option "endpoint"');
  }
  return problems;
}
