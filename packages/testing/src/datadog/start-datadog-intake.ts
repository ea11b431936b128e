import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Clock, errorText, systemClock } from '@bot-metrics/core';
import { writeEndlessBody } from '../faults/endless-body.ts';
import { FaultQueue } from '../faults/fault-queue.ts';
import { Arrivals, listArrived } from '../loopback/arrivals.ts';
import { readBody, startLoopbackHttpServer } from '../loopback/loopback-http-server.ts';
import type {
  DatadogDataKind,
  DatadogFaultResponse,
  DatadogIntake,
  DatadogIntakeOptions,
  DatadogRequest,
} from './datadog-intake.ts';
import { type DatadogEvent, type DatadogServiceCheck, readEvent, readServiceChecks } from './read-announcement.ts';
import { parse, readSeries } from './read-series.ts';
import { readSketches } from './read-sketches.ts';
import { Refusal } from './refusal.ts';
import { SeriesStore, storedValue } from './series-store.ts';
import { uncompressed } from './uncompressed.ts';

type Fault =
  | { readonly kind: 'respond'; readonly response: DatadogFaultResponse }
  | { readonly kind: 'hang' | 'reset' | 'resetAfterStoring' }
  | { readonly kind: 'delay'; readonly seconds: number };

const kinds: Readonly<Record<string, DatadogDataKind>> = {
  '/api/v2/series': 'series',
  '/api/beta/sketches': 'sketches',
  '/api/v1/check_run': 'checks',
  '/api/v1/events': 'events',
};

/** Limits in bytes: for series as documented, for sketches those of the Agent, for the rest those of series. */
const seriesLimit = { compressed: 512_000, uncompressed: 5_242_880 };
const sketchesLimit = { compressed: 2_621_440, uncompressed: 4_194_304 };

/**
 * Starts a test double of Datadog's API on 127.0.0.1: `/api/v2/series`, `/api/beta/sketches`, `/api/v1/check_run`,
 * `/api/v1/events` and `/api/v1/validate`.
 *
 * Responds with 403 without the right `DD-API-KEY`, 404 to other paths, 405 to other methods, 413 to too large a body,
 * 415 to encodings other than gzip and deflate, and 400 with a reason to data that Datadog would reject or change:
 * names and tags that it would change, times that it would drop. Unlike Datadog, it keeps the case of tags.
 * Source: https://docs.datadoghq.com/api/latest/
 */
export async function startDatadogIntake(options: DatadogIntakeOptions = {}): Promise<DatadogIntake> {
  let { apiKey = 'datadog_key' } = options;
  let clock: Clock = systemClock;
  const requests: DatadogRequest[] = [];
  const refusals: string[] = [];
  const checks: DatadogServiceCheck[] = [];
  const events: DatadogEvent[] = [];
  const refused = new Map<DatadogDataKind, number>();
  const store = new SeriesStore();
  const faults = new FaultQueue<Fault>();
  const arrivals = new Arrivals();

  /** Reads a request, and stores it unless a fault prevents it. */
  function take(kind: DatadogDataKind, sent: Buffer, encoding: string | undefined, isStored: boolean): void {
    const body = uncompressed(sent, encoding, kind === 'sketches' ? sketchesLimit : seriesLimit);
    const now = clock.wallSeconds();
    if (kind === 'series' || kind === 'sketches') {
      const series = kind === 'series' ? readSeries(body.toString(), now) : readSketches(body, now);
      if (isStored) store.write(series);
    } else if (kind === 'checks') checks.push(...readServiceChecks(parse(body.toString()), now));
    else events.push(readEvent(parse(body.toString())));
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const path = incoming.url?.split('?')[0] ?? '';
    const kind = kinds[path];
    if (incoming.headers['dd-api-key'] !== apiKey) return answerErrors(response, 403, 'Forbidden');
    if (path === '/api/v1/validate') return answer(response, 200, '{"valid":true}');
    if (kind === undefined) return answerErrors(response, 404, 'Not found');
    if (incoming.method !== 'POST') return answerErrors(response, 405, 'Method not allowed');
    const hasPoints = kind === 'series' || kind === 'sketches';
    const fault = hasPoints ? faults.take() : undefined;
    const status = fault?.kind === 'respond' ? fault.response.status : (refused.get(kind) ?? 202);
    const isAnswered = fault === undefined || fault.kind === 'respond' || fault.kind === 'delay';
    try {
      const { stored = status < 300 } = fault?.kind === 'respond' ? fault.response : {};
      const isTaken = stored && fault?.kind !== 'hang' && fault?.kind !== 'reset';
      if (hasPoints || isTaken) take(kind, body, incoming.headers['content-encoding'], isTaken);
    } catch (error) {
      refusals.push(errorText(error));
      const own = error instanceof Refusal ? error.status : 400;
      requests.push({ kind, body, outcome: 'refused', status: own });
      answerErrors(response, own, refusals.at(-1) ?? '');
      return;
    }
    const outcome = isAnswered ? (status < 300 ? 'accepted' : 'refused') : fault.kind === 'hang' ? 'hung' : 'reset';
    requests.push({ kind, body, outcome, ...(isAnswered ? { status } : {}) });
    arrivals.changed();
    if (fault?.kind === 'delay') await setTimeout(fault.seconds * 1000);
    if (outcome === 'reset') incoming.socket.resetAndDestroy();
    else if (fault?.kind === 'respond') {
      const { body = '{"errors":[]}', headers, endless = false } = fault.response;
      if (endless) writeEndlessBody(response.writeHead(status, { 'content-type': 'application/json', ...headers }));
      else answer(response, status, body, headers);
    } else if (outcome !== 'hung')
      answer(response, status, hasPoints || status > 299 ? '{"errors":[]}' : '{"status":"ok"}');
  }

  const server = await startLoopbackHttpServer(async (incoming, response) => {
    await handle(incoming, response);
    arrivals.changed();
  }, options);

  return {
    port: server.port,
    endpoint: server.url,
    get apiKey() {
      return apiKey;
    },
    requests,
    refusals,
    checks,
    events,
    names: () => store.names(),
    series: (name) => store.series(name),
    value(name, tags = []) {
      const wanted = JSON.stringify([...tags].sort());
      const found = store.series(name).filter((one) => JSON.stringify(one.tags) === wanted);
      if (found.length > 1) throw new Error(`${found.length} hosts have ${name} with tags ${wanted}; use series()`);
      return found[0] === undefined ? undefined : storedValue(found[0]);
    },
    useClock(other) {
      clock = other;
    },
    changeKey(changed) {
      apiKey = changed;
    },
    respondWith: (response) => faults.add({ kind: 'respond', response }, response.times),
    limitRate(resetSeconds, times = 1) {
      const headers = {
        'x-ratelimit-limit': '1',
        'x-ratelimit-period': `${resetSeconds}`,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': `${resetSeconds}`,
      };
      faults.add({ kind: 'respond', response: { status: 429, headers } }, times);
    },
    hang: (times) => faults.add({ kind: 'hang' }, times),
    reset: (times) => faults.add({ kind: 'reset' }, times),
    resetAfterStoring: (times) => faults.add({ kind: 'resetAfterStoring' }, times),
    delay: (seconds, times) => faults.add({ kind: 'delay', seconds }, times),
    refuse: (kind, status) => refused.set(kind, status),
    down: server.down,
    up: server.up,
    recover() {
      faults.clear();
      refused.clear();
    },
    waitForRequests: (n, timeoutSeconds = 5) =>
      arrivals.waitFor(
        () => requests.length >= n,
        timeoutSeconds,
        () => `${requests.length} of ${n} requests arrived and ${listArrived('refusal', refusals)}`,
      ),
    close() {
      arrivals.close();
      return server.close();
    },
  };
}

function answerErrors(response: ServerResponse, status: number, message: string): void {
  answer(response, status, JSON.stringify({ errors: [message] }));
}

function answer(response: ServerResponse, status: number, body: string, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
