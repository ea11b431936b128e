import type { Problem } from '@bot-metrics/core/options';

/** The options that locate the receiver. */
export interface Destination {
  readonly endpoint: string | undefined;
  readonly url: string | undefined;
  readonly protocol: string | undefined;
  readonly preset?: string | undefined;
}

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_GRPC_ENDPOINT = 'http://localhost:4317';
const METRICS_PATH = '/v1/metrics';
/** The stores of single signals, and the page of a stack. */
const otherHost = /^(?:(?:prometheus|influx|graphite|logs|tempo|profiles)-[a-z0-9-]+|[a-z0-9]+)\.grafana\.net$/;

/** Builds the URL of the exports from checked options. */
export function buildExportUrl({ endpoint, url, protocol }: Destination): string {
  if (url !== undefined) return new URL(url).href;
  if (protocol === 'grpc') return new URL(endpoint ?? DEFAULT_GRPC_ENDPOINT).href;
  const target = new URL(endpoint ?? DEFAULT_ENDPOINT);
  const path = target.pathname.replace(/\/+$/, '');
  target.pathname = path.endsWith(METRICS_PATH) ? path : path + METRICS_PATH;
  return target.href;
}

/** Removes user, password and query from a URL. Each of them may be secret. */
export function hideSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** Lists the parts of a URL that may be secret: password and values of the query. */
export function listUrlSecrets(url: string | undefined): string[] {
  if (url === undefined) return [];
  const { password, searchParams } = new URL(url);
  return [decodeURIComponent(password), ...searchParams.values()].filter((secret) => secret !== '');
}

/** Finds mistakes in the options that name the receiver. */
export function findEndpointProblems({ endpoint, url, protocol, preset }: Destination): Problem[] {
  const problems: Problem[] = [];
  if (endpoint !== undefined && url !== undefined) {
    problems.push({ path: ['url'], text: 'cannot be combined with "endpoint"; remove one of them' });
  }
  for (const [option, value] of Object.entries({ endpoint, url })) {
    if (value === undefined) continue;
    const found = [
      ...findGrpcProblems(value, protocol),
      ...findPathProblems(option, value),
      ...findGrafanaProblems(option, value, preset),
      ...(protocol === 'grpc' ? [] : findGrafanaPathProblems(option, value)),
    ];
    problems.push(...found.map((text) => ({ path: [option], text })));
  }
  return problems;
}

function findGrpcProblems(value: string, protocol: string | undefined): string[] {
  const { origin, pathname } = new URL(value);
  if (protocol !== 'grpc' || pathname === '/') return [];
  return [`expected a URL without a path, which gRPC does not have, received the path ${pathname}; write "${origin}"`];
}

function findPathProblems(option: string, value: string): string[] {
  const { pathname } = new URL(value);
  const [, signal] = /\/v1\/(traces|logs|profiles)\/*$/.exec(pathname) ?? [];
  if (signal !== undefined) {
    const remedy = option === 'url' ? 'write /v1/metrics instead' : `remove /v1/${signal}`;
    return [`expected a URL for metrics, received one that ends in /v1/${signal}; ${remedy}`];
  }
  const [, earlier] = /\/v1\/(traces|logs|profiles)\/+v1\/metrics\/*$/.exec(pathname) ?? [];
  if (earlier !== undefined) {
    const path = `/v1/${earlier}`;
    return [`expected a URL for metrics, received one with ${path} before /v1/metrics; remove ${path}`];
  }
  const isDouble = /\/v1\/metrics\/+v1\/metrics\/*$/.test(pathname);
  return isDouble ? ['expected /v1/metrics at most once in the path, received it twice; remove one of them'] : [];
}

function findGrafanaProblems(option: string, value: string, preset: string | undefined): string[] {
  const { protocol, hostname, pathname } = new URL(value);
  const isGrafana = hostname.endsWith('.grafana.net');
  const problems: string[] = [];
  if (isGrafana && protocol === 'http:') {
    problems.push(
      `expected https, received http, which exposes the token to the network on the way to ${hostname}; write https`,
    );
  }
  if ((isGrafana || preset === 'grafana-cloud') && option === 'url' && /\/otlp\/*$/.test(pathname)) {
    problems.push(
      'expected a complete URL, received one that ends in /otlp; append /v1/metrics, or use the option "endpoint"',
    );
  }
  return problems;
}

/** Every gateway has the path /otlp. Other hosts, such as that of remote write, do not accept OTLP. */
function findGrafanaPathProblems(option: string, value: string): string[] {
  const { hostname, pathname } = new URL(value);
  if (!hostname.endsWith('.grafana.net')) return [];
  const byHost = 'copy the OTLP URL from the page "OpenTelemetry" of the stack';
  if (/^\/otlp(?:\/|$)/.test(pathname)) {
    const received = 'received that of another service of Grafana Cloud';
    return otherHost.test(hostname) ? [`expected the host of an OTLP gateway, ${received}; ${byHost}`] : [];
  }
  const path = option === 'url' ? '/otlp/v1/metrics' : '/otlp';
  const isGateway = hostname.startsWith('otlp-gateway-');
  const remedy = isGateway ? (pathname === '/' ? `append ${path}` : `write ${path} instead`) : byHost;
  return [`expected a URL of Grafana Cloud with the path /otlp, received the path ${pathname}; ${remedy}`];
}
