import type { IncomingMessage } from 'node:http';
import { readBody } from '../loopback/loopback-http-server.ts';
import { type BotParameters, readRequestParameters } from './request-parameters.ts';

/** One call as the server saw it. */
export interface BotCall {
  /** As documented where the fake knows the method, else as it was written. */
  readonly method: string;
  readonly params: BotParameters;
  /** When it arrived, in seconds since the Unix epoch. */
  readonly at: number;
  /** Empty if there was none. */
  readonly contentType: string;
  /** Of the answer; absent as long as there is none, and for good if either side hung up. */
  readonly status?: number;
}

/**
 * Reads `/bot<token>/<method>` or `/bot<token>/test/<method>`. `undefined` for any other path.
 *
 * Throws an `Error` for a body that cannot be read. The token is not looked at, nor kept.
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
