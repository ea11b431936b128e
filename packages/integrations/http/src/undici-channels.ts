import type { ChannelSubscriptions } from './channel-subscriptions.ts';
import type { ClientRequests, IgnoreRequest } from './client-requests.ts';

/** A request in messages of undici's channels (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel). */
interface UndiciRequest {
  readonly method: string;
  readonly origin: unknown;
  readonly path: string;
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
    if (!ignore({ method, host }, request.path)) requests.start(request, { method, host });
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

const hosts = new Map<string, string>();

/** Cached: parsing an origin costs more than everything else here, and a process has few of them. */
function parseHost(origin: string): string {
  const known = hosts.get(origin);
  if (known !== undefined) return known;
  const host = new URL(origin).hostname;
  if (hosts.size < 100) hosts.set(origin, host);
  return host;
}
