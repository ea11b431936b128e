import { Problem } from '../problem.ts';
import { UsageError } from '../usage-error.ts';

const TIMEOUT_SECONDS = 10;

/** OpenMetrics where there is a choice, as it says more; protobuf is not for reading. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.5';

/** What was sent for a URL. */
export interface FetchedPage {
  readonly text: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * `127.0.0.1:9464` is `http://127.0.0.1:9464/metrics`; a URL with a path stays.
 * @throws UsageError
 */
export function pageUrl(text: string): URL {
  const whole = /^\w+:\/\//.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) throw new UsageError(`"${text}" is no URL, such as http://127.0.0.1:9464/metrics`);
  const url = new URL(whole);
  if (!/^https?:$/.test(url.protocol)) throw new UsageError(`"${url.protocol}//" is not read; write http or https`);
  if (url.pathname === '/') url.pathname = '/metrics';
  return url;
}

/**
 * @param headers `Name: value` each, as for curl; user and password may stand in the URL
 * @throws Problem `no_page`, with the remedy; UsageError
 */
export async function fetchPage(url: URL, headers: readonly string[] = []): Promise<FetchedPage> {
  const begins = performance.now();
  const bare = withoutCredentials(url);
  const response = await fetch(bare, {
    headers: headersOf(url, headers),
    signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
  }).catch((error: unknown) => unread(bare, reasonOf(error), remedyOf(error), error));
  if (!response.ok) {
    await response.body?.cancel();
    unread(bare, `the server answered ${response.status}`, remedyOfStatus(response.status));
  }
  const body = await response
    .arrayBuffer()
    .catch((error: unknown) => unread(bare, reasonOf(error), remedyOf(error), error));
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

function headersOf(url: URL, given: readonly string[]): Headers {
  const headers = new Headers({ accept: ACCEPT });
  if (url.username !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  }
  for (const header of given) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(header) ?? [];
    // The header is not shown: it may be a secret.
    if (name === undefined || value === undefined) throw new UsageError('--header needs the form "Name: value"');
    headers.set(name, value);
  }
  return headers;
}

function unread(url: URL, reason: string, remedy: string, cause?: unknown): never {
  throw new Problem('no_page', `no page from ${url.href}: ${reason}; ${remedy}`, { cause });
}

/** `fetch` hides the reason in the cause, and that of several addresses in its list. */
function rootOf(error: unknown): unknown {
  if (error instanceof AggregateError) return rootOf(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}

function reasonOf(error: unknown): string {
  const root = rootOf(error);
  if (root instanceof Error && root.name === 'TimeoutError') return `no answer within ${TIMEOUT_SECONDS} s`;
  return root instanceof Error ? root.message : String(root);
}

function remedyOf(error: unknown): string {
  const root = rootOf(error);
  switch (root instanceof Error && 'code' in root ? root.code : undefined) {
    case 'ECONNREFUSED':
      return 'start the service, or correct the host and the port';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'correct the host name';
    default:
      return 'look at the service, the network, and the certificate if the URL is https';
  }
}

function remedyOfStatus(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'give the credentials: http://user:password@host/metrics, or --header "Authorization: Bearer …"';
    case 404:
      return 'correct the path; it is usually /metrics';
    default:
      return 'look at the log of the service';
  }
}
