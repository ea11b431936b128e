import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { BotMetricsError, type Diagnostics, systemScheduler, withinDeadline } from '@bot-metrics/core';
import type { Authorization } from './authorization.ts';
import { exposition } from './exposition.ts';
import { acceptsGzip, negotiate } from './negotiate.ts';
import type { Scrape } from './scrape.ts';
import { send } from './send.ts';

/** How long a scraper may take nothing of a page that is ready for it. */
const STALLED_MILLISECONDS = 30_000;
/** Of each second that a scraper gives; the rest is for the way there and back. */
const MILLISECONDS_LEFT = 900;

/** What the handler needs of its backend. */
export interface ScrapeSource {
  readonly name: string;
  /** `undefined` where anybody may scrape. */
  readonly authorization: Authorization | undefined;
  readonly closed: boolean;
  readonly diagnostics: Diagnostics;
  scrape(): Promise<Scrape>;
}

/**
 * Answers a scrape, whatever its path: GET with the page, HEAD with its headers, other methods with 405. What cannot be
 * collected, or not within the time that the scraper gives, is a 503 with the reason. A page counts as delivered when its
 * last byte was handed to the system. Never rejects.
 */
export async function handleScrape(
  source: ScrapeSource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { authorization } = source;
  try {
    if (authorization !== undefined && !authorization.allows(request.headers.authorization)) {
      return answer(response, 401, 'metrics need credentials', { 'www-authenticate': authorization.challenge });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(response, 405, `${request.method ?? ''} is not for metrics; use GET`, { allow: 'GET, HEAD' });
    }
    if (source.closed) return answer(response, 503, 'metrics were shut down');
    await respond(source, request, response);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    source.diagnostics.report({
      code: 'scrape_failed',
      message: `a scrape of backend "${source.name}" failed: ${why}`,
      severity: 'error',
      cause: error,
    });
    if (response.headersSent) response.destroy();
    else answer(response, 503, error instanceof BotMetricsError ? why : 'the metrics could not be collected');
  }
}

async function respond(source: ScrapeSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { format, escaping, contentType } = negotiate(request.headers.accept);
  const compress = acceptsGzip(request.headers['accept-encoding']);
  const headers = {
    'content-type': contentType,
    vary: 'accept, accept-encoding',
    ...(compress ? { 'content-encoding': 'gzip' } : {}),
  };
  if (request.method === 'HEAD') {
    response.writeHead(200, headers).end();
    return;
  }
  const scrape = await inTime(source, secondsGiven(request));
  // A scraper that stops reading would keep the snapshot for ever.
  response.setTimeout(STALLED_MILLISECONDS, () => response.destroy());
  try {
    response.writeHead(200, headers);
    const chunks = exposition(scrape.page(escaping), format);
    // Level 1: on a page of metrics a fifth of the time of level 6, for a quarter more bytes.
    const gzip = compress ? createGzip({ level: constants.Z_BEST_SPEED }) : undefined;
    const compressed = gzip && pipeline(gzip, response);
    // Sending rejects then, too.
    compressed?.catch(() => {});
    await send(chunks, gzip ?? response, (chunk) => scrape.flushed(chunk));
    await compressed;
    scrape.acknowledge();
  } catch (error) {
    // No fault: its records stay pending.
    if (!isClientGone(error)) throw error;
  } finally {
    scrape.release();
  }
}

/** What a scraper says how long it waits; Prometheus sends it with each request. */
function secondsGiven({ headers }: IncomingMessage): number {
  const seconds = Number(headers['x-prometheus-scrape-timeout-seconds']);
  return seconds > 0 ? Math.floor(seconds * MILLISECONDS_LEFT) / 1000 : Infinity;
}

/** A scrape that comes too late is let go of. */
async function inTime(source: ScrapeSource, seconds: number): Promise<Scrape> {
  const collecting = source.scrape();
  if (seconds === Infinity) return collecting;
  try {
    return await withinDeadline('the collection', seconds, systemScheduler, () => collecting);
  } catch (error) {
    collecting.then(
      (scrape) => scrape.release(),
      () => {},
    );
    throw error;
  }
}

/** What a stream ends with when the connection ends before the page does. */
function isClientGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

function answer(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
