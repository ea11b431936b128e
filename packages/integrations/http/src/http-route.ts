import type { IncomingMessage } from 'node:http';

/**
 * Where the route template of a request is left, on the raw request of `node:http`. Whoever knows the template sets it:
 * `request[HTTP_ROUTE] = '/users/:id'`. It is `Symbol.for('bot-metrics.http.route')`, so that setting it needs no import.
 */
export const HTTP_ROUTE: unique symbol = Symbol.for('bot-metrics.http.route');

interface RoutedRequest extends IncomingMessage {
  [HTTP_ROUTE]?: unknown;
}

export function setRoute(request: RoutedRequest, template: string): void {
  request[HTTP_ROUTE] = template;
}

/** Absent when nobody left one: a path is never a route. */
export function routeOf(request: RoutedRequest): string | undefined {
  const template = request[HTTP_ROUTE];
  return typeof template === 'string' ? template : undefined;
}
