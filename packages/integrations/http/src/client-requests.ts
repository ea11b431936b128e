import { bounded, httpMethod, type MetricsCollectorService, optional } from '@bot-metrics/core';
import { describeError } from './describe-error.ts';

/** The labels that a request has when it starts. */
export interface ClientRequest {
  readonly method: string;
  /** Without a port and without brackets, in lower case. */
  readonly host: string;
}

/** Whether a request is not measured. The path and the `user-agent` are only inspected, never stored. */
export type IgnoreRequest = (request: ClientRequest, path: string, userAgent: unknown) => boolean;

interface PendingRequest extends ClientRequest {
  readonly started: number;
  statusCode?: number;
}

/** Measures the client requests of this process. Each is identified by the object that the channels pass for it. */
export class ClientRequests {
  readonly #pending = new WeakMap<object, PendingRequest>();
  readonly #duration;

  constructor(collector: MetricsCollectorService) {
    this.#duration = collector.metrics.histogram('http.client.request.duration', {
      description: 'Duration of HTTP client requests.',
      unit: 's',
      labels: {
        'http.request.method': bounded(12),
        // A service may call any host that its users name.
        'server.address': bounded(50),
        'http.response.status_code': optional(bounded(70)),
        'error.type': optional(bounded(50)),
      },
    });
  }

  start(key: object, { method, host }: ClientRequest): void {
    this.#pending.set(key, { method, host, started: performance.now() });
  }

  /** Called when the response headers have arrived. The request ends with the body. */
  answered(key: object, statusCode: number): void {
    const pending = this.#pending.get(key);
    if (pending !== undefined) pending.statusCode = statusCode;
  }

  /** Records the request. Does nothing for an unknown request, or one that has ended before. */
  end(key: object, error?: unknown): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    this.#pending.delete(key);
    const { method, host, started, statusCode } = pending;
    const errorType = error === undefined ? statusError(statusCode) : describeError(error);
    this.#duration.record((performance.now() - started) / 1000, {
      'http.request.method': httpMethod(method),
      'server.address': host,
      ...(statusCode === undefined ? {} : { 'http.response.status_code': statusCode }),
      ...(errorType === undefined ? {} : { 'error.type': errorType }),
    });
  }
}

/** For a client, every status of 400 and above is a failure (semantic conventions for HTTP, `error.type`). */
function statusError(statusCode: number | undefined): string | undefined {
  return statusCode !== undefined && statusCode >= 400 ? String(statusCode) : undefined;
}
