import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { MetricsCollectorService } from '@bot-metrics/core';
import { ChannelSubscriptions } from './channel-subscriptions.ts';
import { EXPRESS_LAYER_CHANNEL, noteExpressRoute } from './express-route.ts';
import {
  FASTIFY_HANDLER_CHANNEL,
  FASTIFY_INITIALIZATION_CHANNEL,
  type FastifyInitialization,
  noteFastifyRoute,
  noteFastifyRoutes,
} from './fastify-route.ts';
import { responseFinished } from './pending-request.ts';
import { ServerRequests } from './server-requests.ts';

/** Options of `instrumentHttpServer`. */
export interface HttpServerOptions {
  /** Returns true for requests that are not measured, such as scrapes and probes. Called when a request starts. @default none */
  readonly ignore?: (request: IncomingMessage) => boolean;
}

/** A message of the diagnostics channels of `node:http` servers. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures every request to a `node:http` or `node:https` server of this process, whatever framework handles it.
 *
 * The route comes from Fastify, Express and Nest on either, or from `request[HTTP_ROUTE]`. Fastify instances made before this call report
 * no route for requests that are refused before the handler. A second call with the same
 * collector does nothing. Requests in flight when measuring stops are measured to their end.
 * @returns the function that stops measuring
 * @throws BotMetricsError `conflicting_definition` if `http.server.active_requests` is already defined differently
 */
export function instrumentHttpServer(collector: MetricsCollectorService, options: HttpServerOptions = {}): () => void {
  if (instrumented.has(collector)) return () => {};
  const { ignore = () => false } = options;
  const requests = ServerRequests.of(collector);
  const subscriptions = new ChannelSubscriptions(requests.guarded);
  instrumented.add(collector);
  subscriptions.add(FASTIFY_INITIALIZATION_CHANNEL, (message: FastifyInitialization) =>
    noteFastifyRoutes(message, requests.guarded),
  );
  subscriptions.add(FASTIFY_HANDLER_CHANNEL, noteFastifyRoute);
  subscriptions.add(EXPRESS_LAYER_CHANNEL, noteExpressRoute);
  subscriptions.add('http.server.request.start', ({ request, response, socket }: Exchange) => {
    if (!ignore(request)) requests.measureByChannel(request, response, socket);
  });
  // This channel reports nothing if the client disconnects; the connection's `close` event does.
  const ends = new ChannelSubscriptions(requests.guarded);
  ends.add('http.server.response.finish', ({ request, socket }: Exchange) => responseFinished(request, socket));
  return () => {
    subscriptions.unsubscribe();
    requests.whenIdle(() => ends.unsubscribe());
    instrumented.delete(collector);
  };
}
