import type { IncomingMessage } from 'node:http';
import { readBody } from '../loopback/loopback-http-server.ts';
import { type BotParameters, readRequestParameters } from './request-parameters.ts';

/** A call as received by the server. */
export interface BotCall {
  /** Spelled as documented if the fake knows the method, else as received. */
  readonly method: string;
  readonly params: BotParameters;
  /** Arrival time in Unix seconds. */
  readonly at: number;
  /** Empty if there was none. */
  readonly contentType: string;
  /** Status of the response; absent while there is none, and forever if either side disconnected. */
  readonly status?: number;
}

/**
 * Reads `/bot<token>/<method>` or `/bot<token>/test/<method>`. Returns `undefined` for any other path.
 *
 * Throws an `Error` for an unreadable body. The token is neither checked nor kept.
 */
export async function readBotCall(request: IncomingMessage): Promise<BotCall | undefined> {
  const at = Date.now() / 1000;
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = /^\/bot[^/]+(?:\/test)?\/(\w+)$/.exec(url.pathname)?.[1];
  if (method === undefined) return undefined;
  const contentType = request.headers['content-type'] ?? '';
  return { method, params: readRequestParameters(url.searchParams, contentType, body), at, contentType };
}
