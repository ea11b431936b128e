import type { IncomingMessage } from 'node:http';
import { setRoute } from './http-route.ts';

export const EXPRESS_LAYER_CHANNEL = 'tracing:express.router.request:start';

type Pattern = string | RegExp;

interface ExpressRequest extends IncomingMessage {
  /** The concrete path of the mounts so far: `/api/v1`. */
  readonly baseUrl?: string;
  readonly route?: { readonly stack: readonly unknown[] };
}

/** A message of that channel (router 2.3, Express 5.3): a middleware, a mounted router or a handler of a route starts. */
export interface ExpressLayerStart {
  readonly req: ExpressRequest;
  readonly layer: unknown;
  /** The alternative that matched, of the mount or of the route. */
  readonly route?: Pattern;
}

/** Templates of the mounts, of routers and of middleware, that a request went through, by their concrete paths. */
const mountsOf = new WeakMap<IncomingMessage, Map<string, string>>();

/** Composes the template from the patterns, because Express itself knows a mount only by its concrete path. */
export function noteExpressRoute({ req, layer, route: pattern }: ExpressLayerStart): void {
  if (pattern === undefined) return;
  const base = req.baseUrl ?? '';
  if (req.route?.stack.includes(layer)) {
    const mount = base === '' ? '' : mountsOf.get(req)?.get(base);
    if (mount !== undefined) setRoute(req, mount + templateOf(pattern) || '/');
  } else if (base !== '') {
    noteMount(req, base, pattern);
  }
}

function noteMount(req: IncomingMessage, base: string, pattern: Pattern): void {
  const mounts = mountsOf.get(req) ?? new Map<string, string>();
  mountsOf.set(req, mounts);
  const parent = parentTemplate(mounts, base, pattern);
  if (parent === undefined) mounts.delete(base);
  else mounts.set(base, parent + templateOf(pattern));
}

/** The template of the mount around this one. Absent, and the request then has no route, where it is not certain. */
function parentTemplate(mounts: ReadonlyMap<string, string>, base: string, pattern: Pattern): string | undefined {
  // Such a pattern matches any number of segments, so that only a mount at the root is certain.
  if (typeof pattern !== 'string' || /[*{]/.test(pattern)) return mounts.size === 0 ? '' : undefined;
  const parent = base
    .split('/')
    .slice(0, -segments(pattern) || undefined)
    .join('/');
  return parent === '' ? '' : mounts.get(parent);
}

function segments(pattern: string): number {
  return pattern.split('/').filter((segment) => segment !== '').length;
}

function templateOf(pattern: Pattern): string {
  if (typeof pattern !== 'string') return String(pattern);
  return pattern.endsWith('/') ? pattern.slice(0, -1) : pattern;
}
