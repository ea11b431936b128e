import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { MetricsCollectorService } from '@bot-metrics/core';
import { ChannelSubscriptions } from './channel-subscriptions.ts';
import { EXPRESS_LAYER_CHANNEL, noteExpressRoute } from './express-route.ts';
import { FASTIFY_HANDLER_CHANNEL, noteFastifyRoute } from './fastify-route.ts';
import { responseFinished } from './request-under-way.ts';
import { ServerRequests } from './server-requests.ts';

/** Which requests are measured. */
export interface HttpServerOptions {
  /** Requests that are not measured, such as scrapes and probes. Called when the request starts. @default none */
  readonly ignore?: (request: IncomingMessage) => boolean;
}

/** A message of the channels of `node:http` servers. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures every request that a `node:http` or `node:https` server of this process answers, whichever framework is on top.
 *
 * The route comes from Fastify 5, Express 5.3 and Nest on either, or from `request[HTTP_ROUTE]`. A collector that is
 * already in use here is left as it is. Requests in flight when it is taken out are measured to their end.
 */
export function instrumentHttpServer(collector: MetricsCollectorService, options: HttpServerOptions = {}): () => void {
  if (instrumented.has(collector)) return () => {};
  const { ignore = () => false } = options;
  const requests = ServerRequests.of(collector);
  const subscriptions = new ChannelSubscriptions();
  instrumented.add(collector);
  subscriptions.add(FASTIFY_HANDLER_CHANNEL, noteFastifyRoute);
  subscriptions.add(EXPRESS_LAYER_CHANNEL, noteExpressRoute);
  subscriptions.add('http.server.request.start', ({ request, response, socket }: Exchange) => {
    if (!ignore(request)) requests.measureByChannel(request, response, socket);
  });
  // Says nothing when the client goes away; that is seen by the connection.
  const ends = new ChannelSubscriptions();
  ends.add('http.server.response.finish', ({ request, socket }: Exchange) => responseFinished(request, socket));
  return () => {
    subscriptions.unsubscribe();
    requests.whenIdle(() => ends.unsubscribe());
    instrumented.delete(collector);
  };
}
