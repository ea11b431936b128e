import type { IncomingMessage } from 'node:http';
import { pendingRequests } from './pending-request.ts';

/**
 * The property of the raw `node:http` request in which an application sets the route template:
 * `request[HTTP_ROUTE] = '/users/:id'`. It is `Symbol.for('bot-metrics.http.route')`, so setting it needs no import.
 */
export const HTTP_ROUTE: unique symbol = Symbol.for('bot-metrics.http.route');

interface RoutedRequest extends IncomingMessage {
  [HTTP_ROUTE]?: unknown;
}

/** Sets the template that a framework reports. The last one counts. */
export function setRoute(request: RoutedRequest, template: string): void {
  if (request[HTTP_ROUTE] !== undefined) request[HTTP_ROUTE] = template;
  for (const pending of pendingRequests(request)) if (pending.request === request) pending.route = template;
}

/** As `setRoute`, for a template that is expensive to read: it is read at the end of the request, unless another one was set. */
export function setRouteReader(request: IncomingMessage, readRoute: () => string | undefined): void {
  for (const pending of pendingRequests(request)) if (pending.request === request) pending.readRoute = readRoute;
}

/** The template that the application has set. Only a template is a route, never a path. */
export function applicationRoute(request: RoutedRequest): string | undefined {
  const template = request[HTTP_ROUTE];
  return typeof template === 'string' ? template : undefined;
}
