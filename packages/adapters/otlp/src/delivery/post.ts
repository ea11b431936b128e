import { type Agent, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What became of one request. */
export interface Answer {
  /** Absent where no answer came. */
  readonly status?: number;
  readonly retryAfter?: string;
  /** What of the body came, up to a limit. */
  readonly body: Uint8Array;
  /** Why no answer came. */
  readonly error?: Error;
  /** The whole request has left; before that no receiver can have stored it. */
  readonly sent: boolean;
}

export interface PostOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly agent: Agent;
  /** Cuts the connection. */
  readonly signal: AbortSignal;
}

/** More than a receiver has to say; what comes after it is read and forgotten. */
const MOST_BYTES = 64 * 1024;

/** Posts once. Never rejects, and answers at once when it is cut. */
export function post(body: Uint8Array, { url, headers, agent, signal }: PostOptions): Promise<Answer> {
  return new Promise((resolve) => {
    let sent = false;
    let head: Pick<Answer, 'status' | 'retryAfter'> = {};
    const chunks: Buffer[] = [];
    // The status is an answer, also if the rest of it never comes.
    const end = (error: Error): void => {
      const answer = { ...head, sent, body: Buffer.concat(chunks) };
      resolve(head.status === undefined ? { ...answer, error } : answer);
    };
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      agent,
    });
    const cut = (): void => {
      end(signal.reason);
      request.destroy();
    };
    signal.addEventListener('abort', cut);
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
        if (bytes <= MOST_BYTES) chunks.push(chunk);
      });
      response.on('error', end);
    });
    request.once('close', () => {
      signal.removeEventListener('abort', cut);
      end(new Error('the connection was closed'));
    });
    if (signal.aborted) cut();
    else request.end(body);
  });
}
