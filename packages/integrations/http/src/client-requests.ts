import { bounded, httpMethod, type MetricsCollectorService, optional } from '@bot-metrics/core';

/** Who is asked, as far as it is a label. */
export interface ClientRequest {
  readonly method: string;
  /** Without a port. */
  readonly host: string;
}

interface Running extends ClientRequest {
  readonly started: number;
  statusCode?: number;
}

/** The requests of this process that are under way, by the object that a channel knows each by. */
export class ClientRequests {
  readonly #running = new WeakMap<object, Running>();
  readonly #duration;

  constructor(collector: MetricsCollectorService) {
    this.#duration = collector.metrics.histogram('http.client.request.duration', {
      description: 'Duration of HTTP client requests.',
      unit: 's',
      labels: {
        'http.request.method': bounded(12),
        // A service may call whatever host its users name.
        'server.address': bounded(50),
        'http.response.status_code': optional(bounded(70)),
        'error.type': optional(bounded(50)),
      },
    });
  }

  start(key: object, { method, host }: ClientRequest): void {
    this.#running.set(key, { method, host, started: performance.now() });
  }

  /** The head of the response has come; the request goes on until its body has. */
  answered(key: object, statusCode: number): void {
    const running = this.#running.get(key);
    if (running !== undefined) running.statusCode = statusCode;
  }

  /** Of a request that is not known, or has ended before, nothing is recorded. */
  end(key: object, error?: unknown): void {
    const running = this.#running.get(key);
    if (running === undefined) return;
    this.#running.delete(key);
    const { method, host, started, statusCode } = running;
    const errorType = error === undefined ? statusError(statusCode) : errorTypeOf(error);
    this.#duration.record((performance.now() - started) / 1000, {
      'http.request.method': httpMethod(method),
      'server.address': host,
      ...(statusCode === undefined ? {} : { 'http.response.status_code': statusCode }),
      ...(errorType === undefined ? {} : { 'error.type': errorType }),
    });
  }
}

/** To a client, every status from 400 is a failure (semantic conventions for HTTP, `error.type`). */
function statusError(statusCode: number | undefined): string | undefined {
  return statusCode !== undefined && statusCode >= 400 ? String(statusCode) : undefined;
}

/** The code of a system or undici error, else its name: the code of an abort is the number 20. Never the message. */
function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
