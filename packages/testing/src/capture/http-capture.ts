import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Arrivals } from '../loopback/arrivals.ts';
import { listArrived } from '../loopback/list-arrived.ts';
import { readBody, startLoopbackHttpServer } from '../loopback/loopback-http-server.ts';

/** A request as it arrived, its body complete. */
export interface CapturedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As sent: still compressed if `content-encoding` says so. */
  readonly body: Buffer;
}

/** What the captured request is answered with. */
export interface CaptureAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  /** @default empty */
  readonly body?: string | Uint8Array;
}

/** What was sent to an HTTP server. */
export interface HttpCapture {
  readonly port: number;
  /** Without a slash at the end, such as `http://127.0.0.1:41233`. */
  readonly url: string;
  /** In the order in which they were complete. */
  readonly requests: readonly CapturedRequest[];
  /** Resolves once `predicate` holds for the requests. Rejects after `timeoutSeconds` (default 5), saying what arrived. */
  waitFor(predicate: (requests: readonly CapturedRequest[]) => boolean, timeoutSeconds?: number): Promise<void>;
  /** Cuts every connection and frees the port: from now on connections are refused. Requests are kept. */
  down(): Promise<void>;
  /** Listens on its port again. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/** What a request gets: an answer, none at all, or a connection that is reset. */
export type CaptureOutcome = CaptureAnswer | 'hang' | 'reset';

/** Where the server listens, and what it answers. */
export interface HttpCaptureOptions {
  /** Chooses what a request gets; an error of it answers 500. @default status 200 without a body */
  readonly respond?: (request: CapturedRequest) => CaptureOutcome | Promise<CaptureOutcome>;
}

/** Listens on 127.0.0.1, keeps every request and answers it. */
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
