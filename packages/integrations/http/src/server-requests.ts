import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createGuard, type Guard, httpMethod, type MetricsCollectorService } from '@bot-metrics/core';
import { incompleteReason, isComplete } from './end-of-request.ts';
import { olderExpressRoute } from './express-route.ts';
import { applicationRoute } from './http-route.ts';
import { follow, followByChannel, PendingRequest, pendingRequests } from './pending-request.ts';

const byCollector = new WeakMap<MetricsCollectorService, ServerRequests>();

/** Measures server requests with one collector. A request that several parts of this package report is measured once. */
export class ServerRequests {
  readonly guarded: Guard;
  readonly #collector: MetricsCollectorService;
  readonly #active;
  #pending = 0;
  #whenIdle: (() => void)[] = [];

  private constructor(collector: MetricsCollectorService) {
    this.guarded = createGuard('http server', collector);
    this.#collector = collector;
    this.#active = collector.metrics.upDownCounter('http.server.active_requests', {
      description: 'Requests being answered',
      unit: '{request}',
      labels: ['http.request.method'],
    });
  }

  /** @throws BotMetricsError `conflicting_definition` if `http.server.active_requests` is already defined differently */
  static of(collector: MetricsCollectorService): ServerRequests {
    const known = byCollector.get(collector) ?? new ServerRequests(collector);
    byCollector.set(collector, known);
    return known;
  }

  /** Measures a request to the end of its response, with the route that is known then. */
  measure(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isMeasured(request)) return;
    const measured = new MeasuredRequest(this, request, response);
    // First, because a request without an end must not be counted as active.
    if (follow(measured, response)) this.#start(measured.method);
  }

  /** Measures a request that has just started, for callers that subscribe to the channel of finished responses. */
  measureByChannel(request: IncomingMessage, response: ServerResponse, socket: Socket): void {
    const measured = new MeasuredRequest(this, request, response);
    followByChannel(measured, socket);
    this.#start(measured.method);
  }

  /** Calls `task` when no request is pending. */
  whenIdle(task: () => void): void {
    if (this.#pending === 0) task();
    else this.#whenIdle.push(task);
  }

  #isMeasured(request: IncomingMessage): boolean {
    return pendingRequests(request).some(
      (pending) => pending.request === request && pending instanceof MeasuredRequest && pending.measuredBy === this,
    );
  }

  /** Starts a request. Returns a function to call exactly once, at its end. */
  started(requestMethod: string): (outcome: RequestOutcome) => void {
    const started = performance.now();
    const method = httpMethod(requestMethod);
    this.#start(method);
    return (outcome) => this.ended(method, started, outcome.endpoint, outcome.statusCode, outcome.errorType);
  }

  #start(method: string): void {
    this.#pending += 1;
    this.guarded(() => this.#active.add(1, { 'http.request.method': method }));
  }

  /** Takes separate values and always records the same shape, because object spreads are slow on Node 20. */
  ended(method: string, started: number, endpoint?: string, statusCode?: number, errorType?: string): void {
    const duration = (performance.now() - started) / 1000;
    this.guarded(() => this.#active.add(-1, { 'http.request.method': method }));
    this.guarded(() => this.#collector.recordHttpRequest({ method, duration, endpoint, statusCode, errorType }));
    this.#pending -= 1;
    if (this.#whenIdle.length > 0 && this.#pending === 0) for (const task of this.#whenIdle.splice(0)) task();
  }
}

class MeasuredRequest extends PendingRequest {
  readonly measuredBy: ServerRequests;
  readonly method: string;
  readonly #response: ServerResponse;
  readonly #started = performance.now();

  constructor(measuredBy: ServerRequests, request: IncomingMessage, response: ServerResponse) {
    super(request);
    this.measuredBy = measuredBy;
    this.method = httpMethod(request.method ?? '');
    this.#response = response;
  }

  ended(isFinished: boolean): void {
    this.measuredBy.guarded(() => this.#end(isFinished));
  }

  #end(isFinished: boolean): void {
    const { measuredBy, method } = this;
    const route = applicationRoute(this.request) ?? this.route ?? this.readRoute?.() ?? olderExpressRoute(this.request);
    if (isFinished || isComplete(this.#response)) {
      const { statusCode } = this.#response;
      measuredBy.ended(method, this.#started, route, statusCode, toErrorType(statusCode));
    } else {
      measuredBy.ended(method, this.#started, route, undefined, incompleteReason(this.request, this.#response));
    }
  }
}

/** The labels that a request has at its end. */
export interface RequestOutcome {
  readonly endpoint: string | undefined;
  readonly statusCode: number;
  readonly errorType: string | undefined;
}

/** The outcome of a request with a response. */
export function answered(statusCode: number, route: string | undefined): RequestOutcome {
  return { endpoint: route, statusCode, errorType: toErrorType(statusCode) };
}

/** A status of 500 and above is used as `error.type`. */
function toErrorType(statusCode: number): string | undefined {
  return statusCode >= 500 ? String(statusCode) : undefined;
}
