import type { IncomingMessage } from 'node:http';
import { requestsBeside } from './request-under-way.ts';

/**
 * Where an application leaves the route template of a request, on the raw request of `node:http`:
 * `request[HTTP_ROUTE] = '/users/:id'`. It is `Symbol.for('bot-metrics.http.route')`, so that setting it needs no import.
 */
export const HTTP_ROUTE: unique symbol = Symbol.for('bot-metrics.http.route');

interface RoutedRequest extends IncomingMessage {
  [HTTP_ROUTE]?: unknown;
}

/** What a framework reports. It replaces what was known before, and is replaced by what comes later. */
export function setRoute(request: RoutedRequest, template: string): void {
  if (request[HTTP_ROUTE] !== undefined) request[HTTP_ROUTE] = template;
  const beside = requestsBeside(request);
  if (beside === undefined) return;
  for (const one of beside) if (one.request === request) one.route = template;
}

/** The template that the application left. A path is never a route. */
export function leftRoute(request: RoutedRequest): string | undefined {
  const template = request[HTTP_ROUTE];
  return typeof template === 'string' ? template : undefined;
}
