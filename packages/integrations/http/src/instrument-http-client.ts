import type { MetricsCollectorService } from '@bot-metrics/core';
import { isBotApiRequest } from './bot-api-request.ts';
import { ChannelSubscriptions } from './channel-subscriptions.ts';
import { type ClientRequest, ClientRequests } from './client-requests.ts';
import { followNodeHttp } from './node-http-channels.ts';
import { followUndici } from './undici-channels.ts';

/** Which requests are measured. */
export interface HttpClientOptions {
  /** Requests that are not measured, beside those to the Bot API. Called when the request starts. @default none */
  readonly ignore?: (request: ClientRequest) => boolean;
}

/** Whether a request is left out. The path is looked at here, and kept nowhere. */
export type IgnoreRequest = (request: ClientRequest, path: string) => boolean;

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures every request that this process makes with `fetch`, undici, `node:http` or `node:https`, from its start to the
 * end of the response: method, host and status, never a path.
 *
 * Requests to the Telegram Bot API are left to the Telegram integration. A collector that is already in use here is left
 * as it is. Throws `BotMetricsError` where `http.client.request.duration` is defined as something else.
 */
export function instrumentHttpClient(collector: MetricsCollectorService, options: HttpClientOptions = {}): () => void {
  if (instrumented.has(collector)) return () => {};
  const { ignore = () => false } = options;
  const ignored: IgnoreRequest = (request, path) => isBotApiRequest(request.host, path) || ignore(request);
  const requests = new ClientRequests(collector);
  const channels = new ChannelSubscriptions();
  instrumented.add(collector);
  followUndici(channels, requests, ignored);
  followNodeHttp(channels, requests, ignored);
  return () => {
    channels.unsubscribe();
    instrumented.delete(collector);
  };
}
