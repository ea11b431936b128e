import type { IncomingMessage, ServerResponse } from 'node:http';
import { guarded, type MetricsCollectorService } from '@bot-metrics/core';
import { setRoute } from '../http-route.ts';
import { answered, ServerRequests } from '../server-requests.ts';

/** What is looked at of a Hono context. */
export interface HonoContext {
  readonly req: {
    readonly method: string;
    /** The template of the handler or middleware that ran last. */
    readonly routePath: string;
  };
  readonly res: { readonly status: number };
  /** Holds the raw request and response where `@hono/node-server` serves. */
  readonly env: unknown;
}

/**
 * A Hono middleware that measures each request. Use it first, on `*`.
 *
 * On Node, with `instrumentHttpServer` beside it, each request is still measured once. On a runtime without `node:http` a
 * request ends when its handler has answered, whatever becomes of the client.
 */
export function httpMetrics(
  collector: MetricsCollectorService,
): (c: HonoContext, next: () => Promise<void>) => Promise<void> {
  const requests = ServerRequests.of(collector);
  return async (c, next) => {
    const raw = rawOf(c.env);
    if (raw !== undefined) {
      guarded(() => requests.measure(raw.incoming, raw.outgoing));
      await next();
      guarded(() => noteRoute(c, raw.incoming));
      return;
    }
    const ended = requests.started(c.req.method);
    // Hono turns what a handler throws into a response before it comes back here.
    await next();
    guarded(() => ended(answered(c.res.status, routeOf(c))));
  };
}

interface Raw {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Of HTTP/1; a request of HTTP/2 has another response, which has no `writableFinished` to tell an abort by. */
function rawOf(env: unknown): Raw | undefined {
  const { incoming, outgoing } = (env ?? {}) as Partial<Raw>;
  return incoming?.httpVersionMajor === 1 && outgoing !== undefined ? { incoming, outgoing } : undefined;
}

function noteRoute(c: HonoContext, request: IncomingMessage): void {
  const route = routeOf(c);
  if (route !== undefined) setRoute(request, route);
}

/** Absent when only middleware ran, which is registered with a wildcard: nothing matched. */
function routeOf({ req }: HonoContext): string | undefined {
  const route = req.routePath;
  return route === '' || route.endsWith('*') ? undefined : route;
}
