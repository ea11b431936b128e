import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Arrivals, listArrived } from '../loopback/arrivals.ts';
import { readBody, startLoopbackHttpServer } from '../loopback/loopback-http-server.ts';

/** A received request with its complete body. */
export interface CapturedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As sent, so still compressed if `content-encoding` says so. */
  readonly body: Buffer;
}

/** The response to a captured request. */
export interface CaptureAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  /** @default empty */
  readonly body?: string | Uint8Array;
}

/** An HTTP server that records its requests. */
export interface HttpCapture {
  readonly port: number;
  /** Without a trailing slash, such as `http://127.0.0.1:41233`. */
  readonly url: string;
  /** In order of completion. */
  readonly requests: readonly CapturedRequest[];
  /**
   * Resolves once `predicate` holds for the requests. Rejects after `timeoutSeconds` (default 5) and lists what
   * arrived.
   */
  waitFor(predicate: (requests: readonly CapturedRequest[]) => boolean, timeoutSeconds?: number): Promise<void>;
  /** Closes every connection and frees the port, so that further connections are refused. Keeps the requests. */
  down(): Promise<void>;
  /** Listens on the same port again. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/** What happens to a request: a response, no response, or a reset connection. */
export type CaptureOutcome = CaptureAnswer | 'hang' | 'reset';

/** How the server responds. */
export interface HttpCaptureOptions {
  /** Chooses the outcome of a request; if it throws, the response is 500. @default status 200 without a body */
  readonly respond?: (request: CapturedRequest) => CaptureOutcome | Promise<CaptureOutcome>;
}

/** Listens on 127.0.0.1, records every request and responds to it. */
export async function startHttpCapture(options: HttpCaptureOptions = {}): Promise<HttpCapture> {
  const requests: CapturedRequest[] = [];
  const arrivals = new Arrivals();
  const server = await startLoopbackHttpServer(async (incoming, response) => {
    const request: CapturedRequest = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body: await readBody(incoming),
    };
    requests.push(request);
    arrivals.changed();
    const answer = options.respond === undefined ? {} : await options.respond(request);
    if (answer === 'hang') return;
    if (answer === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body ?? '');
  });
  return {
    port: server.port,
    url: server.url,
    requests,
    waitFor: (predicate, timeoutSeconds = 5) =>
      arrivals.waitFor(
        () => predicate(requests),
        timeoutSeconds,
        () =>
          listArrived(
            'request',
            requests.map(({ method, url }) => `${method} ${url}`),
          ),
      ),
    down: server.down,
    up: server.up,
    close() {
      arrivals.close();
      return server.close();
    },
  };
}
