import { type Agent, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** The answer to one request, or why there is none. */
export interface Answer {
  /** Absent without an answer. */
  readonly status?: number;
  readonly retryAfter?: string;
  /** As much of the body as arrived, up to a limit. */
  readonly body: Uint8Array;
  /** Why there is no answer. */
  readonly error?: Error;
  /** Whether the whole request has left: before that no receiver can have stored it. */
  readonly sent: boolean;
}

export interface PostOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly agent: Agent;
  /** Aborts the request. */
  readonly signal: AbortSignal;
}

/** Longer bodies are read to the end, but not kept. */
const MAX_BYTES = 64 * 1024;

/** Posts once. Never rejects, and resolves at once when it is aborted. */
export function post(body: Uint8Array, { url, headers, agent, signal }: PostOptions): Promise<Answer> {
  return new Promise((resolve) => {
    let sent = false;
    let head: Pick<Answer, 'status' | 'retryAfter'> = {};
    const chunks: Buffer[] = [];
    // A status counts as an answer even if the body never arrives.
    const end = (error: Error): void => {
      const answer = { ...head, sent, body: Buffer.concat(chunks) };
      resolve(head.status === undefined ? { ...answer, error } : answer);
    };
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      agent,
    });
    const abort = (): void => {
      end(signal.reason);
      request.destroy();
    };
    signal.addEventListener('abort', abort);
    request.once('finish', () => {
      sent = true;
    });
    request.on('error', end);
    request.once('response', (response) => {
      const { statusCode: status = 0 } = response;
      const retryAfter = response.headers['retry-after'];
      head = retryAfter === undefined ? { status } : { status, retryAfter };
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MAX_BYTES) chunks.push(chunk);
      });
      response.on('error', end);
    });
    request.once('close', () => {
      signal.removeEventListener('abort', abort);
      end(new Error('the connection was closed'));
    });
    if (signal.aborted) abort();
    else request.end(body);
  });
}
