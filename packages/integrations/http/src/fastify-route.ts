import type { IncomingMessage } from 'node:http';
import type { Guard } from '@bot-metrics/core';
import { applicationRoute, setRoute, setRouteReader } from './http-route.ts';

export const FASTIFY_HANDLER_CHANNEL = 'tracing:fastify.request.handler:start';

/** Published once for each Fastify instance, before its first hook. */
export const FASTIFY_INITIALIZATION_CHANNEL = 'fastify.initialization';

interface RoutedFastifyRequest {
  readonly raw: IncomingMessage;
  /** `url` is absent if no route matched. */
  readonly routeOptions: { readonly url?: string };
}

/** A message of the channel. */
export interface FastifyInitialization {
  readonly fastify: {
    addHook(
      name: 'onRequest',
      hook: (request: RoutedFastifyRequest, reply: unknown, done: () => void) => void,
    ): unknown;
  };
}

/** Notes the route before any other hook, so that it is known when a hook, a parser or the validation refuses the request. */
export function noteFastifyRoutes({ fastify }: FastifyInitialization, guarded: Guard): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    // `routeOptions` makes an object of ten properties, which few requests need.
    guarded(() => setRouteReader(request.raw, () => request.routeOptions.url));
    done();
  });
}

/** A message of the channel. Fastify sends none if no route matched. */
export interface FastifyHandlerStart {
  readonly request: { readonly raw: IncomingMessage };
  /** `url` is the route template with all prefixes. */
  readonly route: { readonly url?: string };
}

export function noteFastifyRoute({ request, route }: FastifyHandlerStart): void {
  if (route.url !== undefined && applicationRoute(request.raw) === undefined) setRoute(request.raw, route.url);
}
