import { errorText } from '@bot-metrics/core';
import { Problem, UsageError } from '../problem.ts';

const TIMEOUT_SECONDS = 10;

/** Prefer OpenMetrics, which carries more information. Protobuf cannot be read here. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.5';

/** The response of a URL. */
export interface FetchedPage {
  readonly text: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * Completes `127.0.0.1:9464` to `http://127.0.0.1:9464/metrics`; a URL with a path stays unchanged.
 * @throws UsageError
 */
export function pageUrl(text: string): URL {
  const whole = /^\w+:\/\//.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) throw new UsageError(`"${text}" must be a URL such as http://127.0.0.1:9464/metrics`);
  const url = new URL(whole);
  if (!/^https?:$/.test(url.protocol)) throw new UsageError(`"${url.protocol}//" must be http:// or https://`);
  if (url.pathname === '/') url.pathname = '/metrics';
  return url;
}

/**
 * @param headers `Name: value` each, as in curl; the URL may contain user and password
 * @throws Problem `no_page`, with the remedy; UsageError
 */
export async function fetchPage(url: URL, headers: readonly string[] = []): Promise<FetchedPage> {
  const begins = performance.now();
  const bare = withoutCredentials(url);
  const response = await fetch(bare, {
    headers: readHeaders(url, headers),
    signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
  }).catch((error: unknown) => failToRead(bare, describeReason(error), suggestRemedy(error), error));
  if (!response.ok) {
    await response.body?.cancel();
    failToRead(bare, `the server returned ${response.status}`, suggestRemedyForStatus(response.status));
  }
  const body = await response
    .arrayBuffer()
    .catch((error: unknown) => failToRead(bare, describeReason(error), suggestRemedy(error), error));
  return {
    text: new TextDecoder().decode(body),
    contentType: response.headers.get('content-type') ?? '',
    bytes: body.byteLength,
    seconds: (performance.now() - begins) / 1000,
  };
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function readHeaders(url: URL, given: readonly string[]): Headers {
  const headers = new Headers({ accept: ACCEPT });
  if (url.username !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  }
  for (const header of given) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(header) ?? [];
    // Do not print the header: it may be a secret.
    if (name === undefined || value === undefined) throw new UsageError('--header needs the form "Name: value"');
    headers.set(name, value);
  }
  return headers;
}

function failToRead(url: URL, reason: string, remedy: string, cause?: unknown): never {
  throw new Problem('no_page', `no metrics page at ${url.href}: ${reason}; ${remedy}`, { cause });
}

/** `fetch` hides the reason in the cause, and with several addresses in a list of errors. */
function findRoot(error: unknown): unknown {
  if (error instanceof AggregateError) return findRoot(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? findRoot(error.cause) : error;
}

function describeReason(error: unknown): string {
  const root = findRoot(error);
  if (root instanceof Error && root.name === 'TimeoutError') return `no answer within ${TIMEOUT_SECONDS} s`;
  return errorText(root);
}

function suggestRemedy(error: unknown): string {
  const root = findRoot(error);
  switch (root instanceof Error && 'code' in root ? root.code : undefined) {
    case 'ECONNREFUSED':
      return 'start the service, or check the host and port';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the host name and DNS';
    default:
      return 'check the service, the network and, for https, the certificate';
  }
}

function suggestRemedyForStatus(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'pass credentials: http://user:password@host/metrics, or --header "Authorization: Bearer …"';
    case 404:
      return 'check the path, which is usually /metrics';
    default:
      return "check the service's log";
  }
}
