import type { IncomingMessage, ServerResponse } from 'node:http';
import { guarded, httpMethod, type MetricsCollectorService } from '@bot-metrics/core';
import { routeOf } from './http-route.ts';
import { whenEnded } from './when-ended.ts';

const byCollector = new WeakMap<MetricsCollectorService, ServerRequests>();

/** The requests that are measured with one collector, each once, through whichever part of this package it is seen first. */
export class ServerRequests {
  readonly #collector: MetricsCollectorService;
  readonly #active;
  readonly #seen = new WeakSet<IncomingMessage>();

  private constructor(collector: MetricsCollectorService) {
    this.#collector = collector;
    this.#active = collector.metrics.upDownCounter('http.server.active_requests', {
      description: 'Requests being answered',
      unit: '{request}',
      labels: ['http.request.method'],
    });
  }

  /** Throws `BotMetricsError` where `http.server.active_requests` is defined as something else. */
  static of(collector: MetricsCollectorService): ServerRequests {
    const known = byCollector.get(collector) ?? new ServerRequests(collector);
    byCollector.set(collector, known);
    return known;
  }

  /** Measures a request to the end of its response; the route is what `HTTP_ROUTE` holds then. */
  measure(request: IncomingMessage, response: ServerResponse): void {
    if (this.#seen.has(request)) return;
    this.#seen.add(request);
    let ended: ((outcome: RequestOutcome) => void) | undefined;
    // Not by the channel of finished responses, which stays silent when the client goes away. Before the start is counted:
    // what has no end must not be.
    whenEnded(request, response, () => ended?.(outcomeOf(request, response)));
    ended = this.started(request.method ?? '');
  }

  /** The start of a request. Returns what to call at its end, exactly once. */
  started(requestMethod: string): (outcome: RequestOutcome) => void {
    const started = performance.now();
    const method = httpMethod(requestMethod);
    guarded(() => this.#active.add(1, { 'http.request.method': method }));
    return (outcome) => {
      const duration = (performance.now() - started) / 1000;
      guarded(() => this.#active.add(-1, { 'http.request.method': method }));
      guarded(() => this.#collector.recordHttpRequest({ method, duration, ...outcome }));
    };
  }
}

/** How a request ended, as far as it is a label. */
export interface RequestOutcome {
  readonly endpoint?: string;
  readonly statusCode?: number;
  readonly errorType?: string;
}

/** Of a request that was answered. A status from 500 is its own error. */
export function answered(statusCode: number, route: string | undefined): RequestOutcome {
  return {
    ...(route === undefined ? {} : { endpoint: route }),
    statusCode,
    ...(statusCode >= 500 ? { errorType: String(statusCode) } : {}),
  };
}

function outcomeOf(request: IncomingMessage, response: ServerResponse): RequestOutcome {
  const route = routeOf(request);
  if (response.writableFinished) return answered(response.statusCode, route);
  return { ...(route === undefined ? {} : { endpoint: route }), errorType: 'client_closed' };
}
