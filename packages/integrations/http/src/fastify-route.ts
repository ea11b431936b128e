import type { IncomingMessage } from 'node:http';
import { applicationRoute, setRoute } from './http-route.ts';

export const FASTIFY_HANDLER_CHANNEL = 'tracing:fastify.request.handler:start';

/** A message of the channel. Fastify sends none if no route matched. */
export interface FastifyHandlerStart {
  readonly request: { readonly raw: IncomingMessage };
  /** `url` is the route template with all prefixes. */
  readonly route: { readonly url?: string };
}

export function noteFastifyRoute({ request, route }: FastifyHandlerStart): void {
  if (route.url !== undefined && applicationRoute(request.raw) === undefined) setRoute(request.raw, route.url);
}
