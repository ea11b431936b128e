import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { BotMetricsError, type Diagnostics, errorText, systemScheduler } from '@bot-metrics/core';
import { withinDeadline } from '@bot-metrics/core/backend';
import type { Authorization } from '@bot-metrics/server';
import { exposition } from './exposition.ts';
import { acceptsGzip, negotiate } from './negotiate.ts';
import type { Scrape } from './scrape.ts';
import { MAX_SCRAPES, type ScrapeTurns } from './scrape-turns.ts';
import { send } from './send.ts';

/** How long a scraper may stop reading while a page is being sent. */
const STALLED_SECONDS = 30;
/** How long sending a page may take, if the scraper does not name a shorter timeout. */
const MAX_SEND_SECONDS = 60;
/** How long a scrape waits for its turn, if the scraper does not name a shorter timeout. */
const TURN_SECONDS = 10;
/** Sent as `Retry-After` with a scrape that had no turn. */
const RETRY_SECONDS = '5';
/** The usable part of each second of the scrape timeout; the rest is for the network. */
const USABLE_MILLISECONDS = 900;

/** The parts of a backend that the handler uses. */
export interface ScrapeSource {
  readonly name: string;
  /** `undefined` if no credentials are needed. */
  readonly authorization: Authorization | undefined;
  readonly closed: boolean;
  readonly diagnostics: Diagnostics;
  readonly turns: ScrapeTurns;
  /** Reports a warning once per code. */
  warn(code: string, message: string): void;
  /** @param timeoutSeconds the time for the whole scrape; unlimited if the scraper names none */
  scrape(timeoutSeconds: number): Promise<Scrape>;
}

/**
 * Handles a scrape on any path: GET returns the page, HEAD its headers, other methods get a 405. If the metrics cannot be
 * collected, or not within the scraper's timeout, the response is a 503 with the reason, as when too many scrapes are in progress. A page counts as delivered when its
 * last byte was handed to the operating system. Never rejects.
 */
export async function handleScrape(
  source: ScrapeSource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { authorization } = source;
  try {
    if (authorization !== undefined && !(await authorization.allows(request.headers.authorization))) {
      return respondWith(response, 401, 'credentials are required', { 'www-authenticate': authorization.challenge });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return respondWith(response, 405, `${request.method ?? ''} is not supported; use GET`, { allow: 'GET, HEAD' });
    }
    if (source.closed) return respondWith(response, 503, 'the backend was shut down');
    await sendPage(source, request, response);
  } catch (error) {
    const why = errorText(error);
    source.diagnostics.report({
      code: 'scrape_failed',
      message: `a scrape of backend "${source.name}" failed: ${why}`,
      severity: 'error',
      cause: error,
    });
    if (response.headersSent) response.destroy();
    else respondWith(response, 503, error instanceof BotMetricsError ? why : 'the metrics could not be collected');
  }
}

async function sendPage(source: ScrapeSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
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
  const timeout = readTimeout(request);
  const asked = performance.now();
  // A request that a test framework makes up may have no socket.
  const connection: { readonly destroyed?: boolean } = request.socket ?? request;
  const endTurn = await source.turns.take(connection, Math.min(timeout, TURN_SECONDS));
  if (endTurn === undefined) return refuseTurn(source, response);
  try {
    // The client may have gone while it waited.
    if (response.destroyed || connection.destroyed === true) return;
    const left = Math.max(0, timeout - (performance.now() - asked) / 1000);
    const scrape = await collectInTime(source, left);
    const limit = limitTime(source, request, response, Math.min(left, MAX_SEND_SECONDS));
    try {
      response.writeHead(200, headers);
      const chunks = exposition(scrape.page(escaping), format);
      // Level 1 compresses a page of metrics in a fifth of the time of level 6, to a quarter more bytes.
      const gzip = compress ? createGzip({ level: constants.Z_BEST_SPEED }) : undefined;
      const compressed = gzip && pipeline(gzip, response);
      // `send` rejects with the same error.
      compressed?.catch(() => {});
      const sent = send(chunks, gzip ?? response, (chunk) => scrape.flushed(chunk)).then(() => compressed);
      await Promise.race([sent, limit.broken]);
      scrape.acknowledge();
    } catch (error) {
      // A scraper that disconnects is not an error; its records stay pending.
      if (!isClientGone(error)) throw error;
    } finally {
      limit.stop();
      scrape.release();
    }
  } finally {
    endTurn();
  }
}

/** Closing the connection makes a client stop that sends requests without reading the responses. */
function refuseTurn(source: ScrapeSource, response: ServerResponse): void {
  const why = `${MAX_SCRAPES} scrapes are in progress`;
  source.warn(
    'scrapes_in_flight',
    `a scrape of backend "${source.name}" was refused with 503: ${why}; check who scrapes it`,
  );
  respondWith(response, 503, `${why}; try again later`, { 'retry-after': RETRY_SECONDS, connection: 'close' });
}

/**
 * Closes the connection of a scraper that reads nothing for a while, or that has not read the whole page in time: it would otherwise
 * keep the snapshot and its turn. `broken` rejects then, and when the connection closes, which the response does not report in Node 20
 * while it waits behind another one of its connection.
 */
function limitTime(
  { name, warn }: ScrapeSource,
  { socket }: IncomingMessage,
  response: ServerResponse,
  seconds: number,
): { readonly broken: Promise<never>; stop(): void } {
  let onClose = (): void => {};
  const broken = new Promise<never>((_, reject) => {
    onClose = () => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
  });
  broken.catch(() => {});
  const close = (what: string): void => {
    const message = `a scraper of backend "${name}" ${what}; its connection was closed, and the records stay pending`;
    warn('scrape_too_slow', message);
    response.destroy();
    onClose();
  };
  const onStalled = (): void => close(`read nothing for ${STALLED_SECONDS} s`);
  response.setTimeout(STALLED_SECONDS * 1000, onStalled);
  socket?.once('close', onClose);
  const cancel = systemScheduler.after(seconds, () => close(`has not read the page within ${seconds} s`));
  const stop = (): void => {
    cancel();
    response.off('timeout', onStalled);
    socket?.off('close', onClose);
  };
  return { broken, stop };
}

/** The scraper's timeout in seconds, which Prometheus sends with each request. */
function readTimeout({ headers }: IncomingMessage): number {
  const seconds = Number(headers['x-prometheus-scrape-timeout-seconds']);
  return seconds > 0 ? Math.floor(seconds * USABLE_MILLISECONDS) / 1000 : Infinity;
}

/** Collects within `seconds`. A collection that ends later is released. */
async function collectInTime(source: ScrapeSource, seconds: number): Promise<Scrape> {
  const collecting = source.scrape(seconds);
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

/** Whether a stream failed because the connection closed before the end of the page. */
function isClientGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

function respondWith(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
