import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { setRoute } from '../http-route.ts';
import { ServerRequests } from '../server-requests.ts';

/** The parts of a Koa context that are used. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The template of the route that ran, set by `@koa/router`. */
  readonly _matchedRoute?: unknown;
}

/**
 * A Koa middleware that measures each request, with the route that `@koa/router` chose. Use it first.
 *
 * With `instrumentHttpServer` on the same collector, each request is still measured once.
 */
export function httpMetrics(
  collector: MetricsCollectorService,
): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  const requests = ServerRequests.of(collector);
  const guarded = createGuard('koa', collector);
  return async (ctx, next) => {
    guarded(() => requests.measure(ctx.req, ctx.res));
    try {
      await next();
    } finally {
      guarded(() => noteRoute(ctx));
    }
  };
}

function noteRoute({ req, _matchedRoute: route }: KoaContext): void {
  if (typeof route === 'string' || route instanceof RegExp) setRoute(req, String(route));
}
