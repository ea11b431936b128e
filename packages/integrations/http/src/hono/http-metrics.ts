import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { setRoute } from '../http-route.ts';
import { answered, ServerRequests } from '../server-requests.ts';

/** The parts of a Hono context that are used. */
export interface HonoContext {
  readonly req: {
    readonly method: string;
    /** The template of the handler or middleware that ran last. */
    readonly routePath: string;
  };
  readonly res: { readonly status: number };
  /** Has the raw request and response if `@hono/node-server` is the server. */
  readonly env: unknown;
}

/**
 * A Hono middleware that measures each request. Use it first, on `*`.
 *
 * With `instrumentHttpServer` on the same collector, each request is still measured once. On a runtime without `node:http`, a
 * request ends when its handler returns, even if the client has disconnected.
 */
export function httpMetrics(
  collector: MetricsCollectorService,
): (c: HonoContext, next: () => Promise<void>) => Promise<void> {
  const requests = ServerRequests.of(collector);
  const guarded = createGuard('hono', collector);
  return async (c, next) => {
    const raw = findRaw(c.env);
    if (raw !== undefined) {
      guarded(() => requests.measure(raw.incoming, raw.outgoing));
      await next();
      guarded(() => noteRoute(c, raw.incoming));
      return;
    }
    const ended = requests.started(c.req.method);
    // Hono turns an exception of a handler into a response before control returns here.
    await next();
    guarded(() => ended(answered(c.res.status, findRoute(c))));
  };
}

interface Raw {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** HTTP/1 only: the response of an HTTP/2 request has no `writableFinished`, by which an abort is recognised. */
function findRaw(env: unknown): Raw | undefined {
  const { incoming, outgoing } = (env ?? {}) as Partial<Raw>;
  return incoming?.httpVersionMajor === 1 && outgoing !== undefined ? { incoming, outgoing } : undefined;
}

function noteRoute(c: HonoContext, request: IncomingMessage): void {
  const route = findRoute(c);
  if (route !== undefined) setRoute(request, route);
}

/** `undefined` if only middleware ran, which is registered with a wildcard: no route matched. */
function findRoute({ req }: HonoContext): string | undefined {
  const route = req.routePath;
  return route === '' || route.endsWith('*') ? undefined : route;
}
