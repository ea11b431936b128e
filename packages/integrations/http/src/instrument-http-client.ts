import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { isBotApiRequest } from './bot-api-request.ts';
import { ChannelSubscriptions } from './channel-subscriptions.ts';
import { type ClientRequest, ClientRequests, type IgnoreRequest } from './client-requests.ts';
import { subscribeToNodeHttp } from './node-http-channels.ts';
import { isOwnExport } from './own-export.ts';
import { subscribeToUndici } from './undici-channels.ts';

/** Options of `instrumentHttpClient`. */
export interface HttpClientOptions {
  /** Returns true for requests that are not measured, besides exports of this SDK and requests to the Bot API. Called when a request starts. @default none */
  readonly ignore?: (request: ClientRequest) => boolean;
}

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures every request that this process makes with `fetch`, undici, `node:http` or `node:https`, from its start to the
 * end of the response, with the labels method, host and status.
 *
 * Requests to the Telegram Bot API are left to the Telegram integration, and exports of this SDK to its own metrics. A second call with the same collector does nothing.
 * @returns the function that stops measuring
 * @throws BotMetricsError `conflicting_definition` if `http.client.request.duration` is already defined differently
 */
export function instrumentHttpClient(collector: MetricsCollectorService, options: HttpClientOptions = {}): () => void {
  if (instrumented.has(collector)) return () => {};
  const { ignore = () => false } = options;
  const ignored: IgnoreRequest = (request, path, userAgent) =>
    isBotApiRequest(request.host, path) || isOwnExport(userAgent) || ignore(request);
  const guarded = createGuard('http client', collector);
  const requests = new ClientRequests(collector);
  const channels = new ChannelSubscriptions(guarded);
  instrumented.add(collector);
  subscribeToUndici(channels, requests, ignored);
  subscribeToNodeHttp(channels, guarded, requests, ignored);
  return () => {
    channels.unsubscribe();
    instrumented.delete(collector);
  };
}
