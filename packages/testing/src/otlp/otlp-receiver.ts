import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { writeEndlessBody } from '../faults/endless-body.ts';
import { FaultQueue } from '../faults/fault-queue.ts';
import { Arrivals, listArrived } from '../loopback/arrivals.ts';
import type { LoopbackAddress } from '../loopback/loopback-address.ts';
import { readBody, type ServerTls, startLoopbackHttpServer } from '../loopback/loopback-http-server.ts';
import { errorResponse, exportResponse, type OtlpContentType } from './export-response.ts';
import type { OtlpAttributes, OtlpMetricsRequest } from './metrics-request.ts';
import type { OtlpFault, OtlpFaultResponse } from './otlp-faults.ts';
import type { OtlpGate, OtlpRefusal } from './otlp-gate.ts';
import { decodeExport, decompress, otlpContentType } from './read-export.ts';
import { type OtlpSeries, SeriesStore } from './series-store.ts';
import type { OtlpSeriesValue } from './series-value.ts';

/** Address and rules of the receiver. */
export interface OtlpReceiverOptions extends LoopbackAddress {
  /** The path that accepts exports. @default '/v1/metrics' */
  readonly path?: string;
  /** Listens with HTTPS. @default plain HTTP */
  readonly tls?: ServerTls;
  /** Additional rules, which take precedence over faults. @default none */
  readonly gate?: OtlpGate;
}

/** The response to a request of any kind. */
export interface OtlpAnswer {
  /** Including the query, if any. */
  readonly path: string;
  readonly status: number;
}

/** A request that could be decoded. */
export interface OtlpExport {
  /** Including the query, if any. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly contentType: OtlpContentType;
  readonly request: OtlpMetricsRequest;
  /** What happened to the export. Only `accepted` exports, which include partial success, are stored. */
  readonly outcome: 'accepted' | 'refused' | 'hung' | 'reset';
}

/** A receiver of OTLP/HTTP metrics that stores series and simulates faults. */
export interface OtlpReceiver {
  readonly port: number;
  /** The base URL, as in `OTEL_EXPORTER_OTLP_ENDPOINT`: without `/v1/metrics`. */
  readonly endpoint: string;
  /** Connections made so far. */
  readonly connections: number;
  /** Every export that could be decoded, including those with a fault. */
  readonly exports: readonly OtlpExport[];
  /** Every response in order, including those to unreadable requests. */
  readonly answers: readonly OtlpAnswer[];
  /** Why requests to the right path got a 400, one message each. */
  readonly malformed: readonly string[];
  /** Names of all stored series, sorted. */
  names(): string[];
  /** The stored series of a metric; empty if there is none. */
  series(name: string): OtlpSeries[];
  /**
   * The stored value of the series with exactly these attributes, in any order: the last value of a cumulative series
   * or gauge, or the sum of deltas; `undefined` if there is no such series.
   *
   * The type of an attribute's value matters: 200 is not '200'. Throws an `Error` if several resources or scopes have
   * such a series; use `series()` then.
   */
  value(name: string, attributes?: OtlpAttributes): OtlpSeriesValue | undefined;
  /** Responds to the next exports with this. They are stored only if the status is 2xx, unless it says otherwise. */
  respondWith(response: OtlpFaultResponse): void;
  /** Leaves the next `times` (default 1) exports unanswered and does not store them. */
  hang(times?: number): void;
  /** Resets the connection of the next `times` (default 1) exports after reading them, without storing them. */
  reset(times?: number): void;
  /** Stores the next `times` (default 1) exports, but reports `rejected` points as rejected. */
  partialSuccess(rejected: number, message: string, times?: number): void;
  /** Delays the response to the next `times` (default 1) exports by `seconds`; they are stored at once. */
  delay(seconds: number, times?: number): void;
  /** Closes every connection and frees the port, so that further connections are refused. Keeps the series. */
  down(): Promise<void>;
  /** Listens on the same port again. */
  up(): Promise<void>;
  /** Removes all unused faults. */
  recover(): void;
  /**
   * Resolves once `n` exports have arrived since the start, including faulty ones. Rejects after `timeoutSeconds`
   * (default 5).
   */
  waitForExports(n: number, timeoutSeconds?: number): Promise<void>;
  /** Also closes hanging connections. */
  close(): Promise<void>;
}

/**
 * Starts a receiver of OTLP/HTTP metrics on 127.0.0.1: protobuf and JSON, plain and gzip.
 *
 * Responds with 404 to other paths, 405 to methods other than POST, 415 to other content types and encodings, and 400
 * to what it cannot decode or add up. Faults apply in the order in which they were added.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export async function startOtlpReceiver(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
  const { path = '/v1/metrics', gate = {} } = options;
  const exports: OtlpExport[] = [];
  const answers: OtlpAnswer[] = [];
  const malformed: string[] = [];
  const store = new SeriesStore();
  const faults = new FaultQueue<OtlpFault>();
  const arrivals = new Arrivals();

  const server = await startLoopbackHttpServer(async (incoming, response) => {
    response.once('finish', () => answers.push({ path: incoming.url ?? '', status: response.statusCode }));
    const body = await readBody(incoming);
    if (incoming.url?.split('?')[0] !== path) return answer(response, 404, 'text/plain', `only ${path} exists`);
    if (incoming.method !== 'POST') return answer(response, 405, 'text/plain', 'only POST', { allow: 'POST' });
    const stranger = gate.admit?.(incoming.headers);
    if (stranger !== undefined) return answerRefusal(response, 'application/json', stranger);
    const contentType = otlpContentType(incoming.headers);
    if (contentType === undefined) return answer(response, 415, 'text/plain', 'send protobuf or JSON, plain or gzip');
    try {
      const bytes = decompress(incoming.headers, body);
      const request = decodeExport(contentType, bytes);
      const arrived = { path: incoming.url, headers: incoming.headers, contentType, request };
      const screened = gate.screen?.(request, bytes.length);
      if (screened !== undefined) {
        if (screened.stored !== undefined) store.write(screened.stored);
        exports.push({ ...arrived, outcome: 'refused' });
        answerRefusal(response, contentType, screened.refusal);
        return arrivals.changed();
      }
      const fault = faults.take();
      const outcome = toOutcome(fault);
      if (outcome === 'accepted') store.write(request);
      exports.push({ ...arrived, outcome });
      if (fault?.kind === 'delay') await setTimeout(fault.seconds * 1000);
      if (outcome === 'reset') incoming.socket.resetAndDestroy();
      else if (outcome !== 'hung') answerExport(response, contentType, fault);
    } catch (error) {
      malformed.push(String(error));
      answer(response, 400, contentType, exportResponse(contentType));
    }
    arrivals.changed();
  }, options);

  return {
    port: server.port,
    endpoint: path.endsWith('/v1/metrics') ? server.url + path.slice(0, -'/v1/metrics'.length) : server.url,
    get connections() {
      return server.connections;
    },
    exports,
    answers,
    malformed,
    names: () => store.names(),
    series: (name) => store.series(name),
    value: (name, attributes = {}) => store.value(name, attributes),
    respondWith: (response) => faults.add({ kind: 'respond', response }, response.times),
    hang: (times) => faults.add({ kind: 'hang' }, times),
    reset: (times) => faults.add({ kind: 'reset' }, times),
    partialSuccess: (rejectedDataPoints, errorMessage, times) =>
      faults.add({ kind: 'partialSuccess', rejectedDataPoints, errorMessage }, times),
    delay: (seconds, times) => faults.add({ kind: 'delay', seconds }, times),
    down: server.down,
    up: server.up,
    recover: () => faults.clear(),
    waitForExports: (n, timeoutSeconds = 5) =>
      arrivals.waitFor(
        () => exports.length >= n,
        timeoutSeconds,
        () => `${exports.length} of ${n} exports arrived and ${listArrived('malformed request', malformed)}`,
      ),
    close() {
      arrivals.close();
      return server.close();
    },
  };
}

function toOutcome(fault: OtlpFault | undefined): OtlpExport['outcome'] {
  if (fault?.kind === 'hang') return 'hung';
  if (fault?.kind === 'reset') return 'reset';
  if (fault?.kind !== 'respond') return 'accepted';
  const { status, stored = status >= 200 && status < 300 } = fault.response;
  return stored ? 'accepted' : 'refused';
}

function answerRefusal(response: ServerResponse, contentType: OtlpContentType, refusal: OtlpRefusal): void {
  answer(response, refusal.status, contentType, errorResponse(contentType, refusal));
}

function answerExport(response: ServerResponse, contentType: OtlpContentType, fault: OtlpFault | undefined): void {
  if (fault?.kind === 'respond') {
    const { status, headers, body, endless = false } = fault.response;
    if (endless) writeEndlessBody(response.writeHead(status, { 'content-type': contentType, ...headers }));
    else answer(response, status, contentType, body ?? exportResponse(contentType), headers);
  } else {
    const partialSuccess = fault?.kind === 'partialSuccess' ? fault : undefined;
    answer(response, 200, contentType, exportResponse(contentType, partialSuccess));
  }
}

function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
}
