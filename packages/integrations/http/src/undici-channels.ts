import type { ChannelSubscriptions } from './channel-subscriptions.ts';
import type { ClientRequests, IgnoreRequest } from './client-requests.ts';
import { serverAddress } from './server-address.ts';

/** A request in messages of undici's channels (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel). */
interface UndiciRequest {
  readonly method: string;
  readonly origin: unknown;
  readonly path: string;
  readonly headers?: unknown;
}

/** Covers `fetch` and undici. Every copy of undici uses the same channels. */
export function subscribeToUndici(
  channels: ChannelSubscriptions,
  requests: ClientRequests,
  ignore: IgnoreRequest,
): void {
  channels.add('undici:request:create', ({ request }: { request: UndiciRequest }) => {
    const { method } = request;
    const host = parseHost(String(request.origin));
    if (!ignore({ method, host }, request.path, readUserAgent(request))) requests.start(request, { method, host });
  });
  channels.add(
    'undici:request:headers',
    ({ request, response }: { request: UndiciRequest; response: { statusCode: number } }) =>
      requests.answered(request, response.statusCode),
  );
  channels.add('undici:request:trailers', ({ request }: { request: UndiciRequest }) => requests.end(request));
  channels.add('undici:request:error', ({ request, error }: { request: UndiciRequest; error: unknown }) =>
    requests.end(request, error ?? new Error('unknown')),
  );
}

/** undici 5 keeps the headers as text, later versions as a list of names and values. */
function readUserAgent({ headers }: UndiciRequest): string | undefined {
  if (typeof headers === 'string') return /^user-agent: (.*)$/im.exec(headers)?.[1];
  if (!Array.isArray(headers)) return undefined;
  const at = headers.findIndex((name, index) => index % 2 === 0 && String(name).toLowerCase() === 'user-agent');
  return at < 0 ? undefined : String(headers[at + 1]);
}

const hosts = new Map<string, string>();

/** Cached, because a process has few origins. */
function parseHost(origin: string): string {
  const known = hosts.get(origin);
  if (known !== undefined) return known;
  const host = serverAddress(new URL(origin).hostname);
  if (hosts.size < 100) hosts.set(origin, host);
  return host;
}
