import type { IncomingMessage } from 'node:http';
import { setRoute } from './http-route.ts';

export const EXPRESS_LAYER_CHANNEL = 'tracing:express.router.request:start';

type Pattern = string | RegExp;

interface ExpressRequest extends IncomingMessage {
  /** The actual path of the mounts so far, such as `/api/v1`. */
  readonly baseUrl?: string;
  readonly route?: { readonly path?: unknown; readonly stack: readonly unknown[] };
}

/** A message of the channel (router 2.3, Express 5.3): a middleware, a mounted router or a route handler starts. */
export interface ExpressLayerStart {
  readonly req: ExpressRequest;
  readonly layer: unknown;
  /** The pattern of the mount or of the route that matched. */
  readonly route?: Pattern;
}

/**
 * The route of Express 4 and 5.0 to 5.2, which publish no channel, if it is a route of the application itself. Below a mount they know
 * only the actual path of the mount, which may contain ids.
 */
export function olderExpressRoute({ baseUrl, route }: ExpressRequest): string | undefined {
  if (baseUrl !== '') return undefined;
  const path = route?.path;
  return typeof path === 'string' || path instanceof RegExp ? String(path) : undefined;
}

/** The templates of the mounts (routers and middleware) that a request passed, by their actual paths. */
const mountsByRequest = new WeakMap<IncomingMessage, Map<string, string>>();

/** Composes the route template from the patterns, because Express knows a mount only by its actual path. */
export function noteExpressRoute({ req, layer, route: pattern }: ExpressLayerStart): void {
  if (pattern === undefined) return;
  const base = req.baseUrl ?? '';
  if (req.route?.stack.includes(layer)) {
    const mount = base === '' ? '' : mountsByRequest.get(req)?.get(base);
    if (mount !== undefined) setRoute(req, mount + toTemplate(pattern) || '/');
  } else if (base !== '') {
    noteMount(req, base, pattern);
  }
}

function noteMount(req: IncomingMessage, base: string, pattern: Pattern): void {
  const mounts = mountsByRequest.get(req) ?? new Map<string, string>();
  mountsByRequest.set(req, mounts);
  const parent = parentTemplate(mounts, base, pattern);
  if (parent === undefined) mounts.delete(base);
  else mounts.set(base, parent + toTemplate(pattern));
}

/** The template of the enclosing mount; `undefined` if it cannot be determined. The request then has no route. */
function parentTemplate(mounts: ReadonlyMap<string, string>, base: string, pattern: Pattern): string | undefined {
  // Such a pattern matches any number of segments, so only a mount at the root can be determined.
  if (typeof pattern !== 'string' || /[*{]/.test(pattern)) return mounts.size === 0 ? '' : undefined;
  const parent = base
    .split('/')
    .slice(0, -countSegments(pattern) || undefined)
    .join('/');
  return parent === '' ? '' : mounts.get(parent);
}

function countSegments(pattern: string): number {
  return pattern.split('/').filter((segment) => segment !== '').length;
}

function toTemplate(pattern: Pattern): string {
  if (typeof pattern !== 'string') return String(pattern);
  return pattern.endsWith('/') ? pattern.slice(0, -1) : pattern;
}
