import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { guarded, httpMethod, type MetricsCollectorService } from '@bot-metrics/core';
import { leftRoute } from './http-route.ts';
import { follow, followByChannel, RequestUnderWay, requestsBeside } from './request-under-way.ts';

const byCollector = new WeakMap<MetricsCollectorService, ServerRequests>();

/** The requests that are measured with one collector, each once, through whichever part of this package it is seen first. */
export class ServerRequests {
  readonly #collector: MetricsCollectorService;
  readonly #active;
  #underWay = 0;
  #whenIdle: (() => void)[] = [];

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

  /** Measures a request to the end of its response; the route is what is known then. */
  measure(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isMeasured(request)) return;
    const measured = new MeasuredRequest(this, request, response);
    // Before the start is counted: what has no end must not be.
    if (follow(measured, response)) this.#start(measured.method);
  }

  /** The same for a request that has just started, where the channel of finished responses is subscribed to. */
  measureByChannel(request: IncomingMessage, response: ServerResponse, socket: Socket): void {
    const measured = new MeasuredRequest(this, request, response);
    followByChannel(measured, socket);
    this.#start(measured.method);
  }

  /** Calls `task` when no request is under way. */
  whenIdle(task: () => void): void {
    if (this.#underWay === 0) task();
    else this.#whenIdle.push(task);
  }

  #isMeasured(request: IncomingMessage): boolean {
    for (const one of requestsBeside(request) ?? []) {
      if (one.request === request && one instanceof MeasuredRequest && one.measuredBy === this) return true;
    }
    return false;
  }

  /** The start of a request. Returns what to call at its end, exactly once. */
  started(requestMethod: string): (outcome: RequestOutcome) => void {
    const started = performance.now();
    const method = httpMethod(requestMethod);
    this.#start(method);
    return (outcome) => this.ended(method, started, outcome.endpoint, outcome.statusCode, outcome.errorType);
  }

  #start(method: string): void {
    this.#underWay += 1;
    guarded(() => this.#active.add(1, { 'http.request.method': method }));
  }

  /** Takes single values, and always records the same shape: spreading objects is slow on Node 20. */
  ended(method: string, started: number, endpoint?: string, statusCode?: number, errorType?: string): void {
    const duration = (performance.now() - started) / 1000;
    guarded(() => this.#active.add(-1, { 'http.request.method': method }));
    guarded(() => this.#collector.recordHttpRequest({ method, duration, endpoint, statusCode, errorType }));
    this.#underWay -= 1;
    if (this.#whenIdle.length > 0 && this.#underWay === 0) for (const task of this.#whenIdle.splice(0)) task();
  }
}

class MeasuredRequest extends RequestUnderWay {
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
    const { measuredBy, method } = this;
    const route = leftRoute(this.request) ?? this.route;
    if (isFinished || this.#response.writableFinished) {
      const { statusCode } = this.#response;
      measuredBy.ended(method, this.#started, route, statusCode, errorOf(statusCode));
    } else {
      measuredBy.ended(method, this.#started, route, undefined, 'client_closed');
    }
  }
}

/** How a request ended, as far as it is a label. */
export interface RequestOutcome {
  readonly endpoint: string | undefined;
  readonly statusCode: number;
  readonly errorType: string | undefined;
}

/** Of a request that was answered. */
export function answered(statusCode: number, route: string | undefined): RequestOutcome {
  return { endpoint: route, statusCode, errorType: errorOf(statusCode) };
}

/** A status from 500 is its own error. */
function errorOf(statusCode: number): string | undefined {
  return statusCode >= 500 ? String(statusCode) : undefined;
}
