import type { IncomingMessage } from 'node:http';
import { leftRoute, setRoute } from './http-route.ts';

export const FASTIFY_HANDLER_CHANNEL = 'tracing:fastify.request.handler:start';

/** A message of that channel; Fastify sends none when no route matched. */
export interface FastifyHandlerStart {
  readonly request: { readonly raw: IncomingMessage };
  /** `url` is the template with all prefixes. */
  readonly route: { readonly url?: string };
}

export function noteFastifyRoute({ request, route }: FastifyHandlerStart): void {
  if (route.url !== undefined && leftRoute(request.raw) === undefined) setRoute(request.raw, route.url);
}
