import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { FaultQueue } from '../faults/fault-queue.ts';
import { Arrivals } from '../loopback/arrivals.ts';
import { listArrived } from '../loopback/list-arrived.ts';
import type { LoopbackAddress } from '../loopback/loopback-address.ts';
import { readBody, type ServerTls, startLoopbackHttpServer } from '../loopback/loopback-http-server.ts';
import { errorResponse, exportResponse, type OtlpContentType } from './export-response.ts';
import type { OtlpAttributes, OtlpMetricsRequest } from './metrics-request.ts';
import type { OtlpFault, OtlpFaultResponse } from './otlp-faults.ts';
import type { OtlpGate, OtlpRefusal } from './otlp-gate.ts';
import { bytesOf, decodeExport, otlpContentType } from './read-export.ts';
import { type OtlpSeries, SeriesStore } from './series-store.ts';
import type { OtlpSeriesValue } from './series-value.ts';

/** Where the receiver listens. */
export interface OtlpReceiverOptions extends LoopbackAddress {
  /** The one path that takes exports. @default '/v1/metrics' */
  readonly path?: string;
  /** Listens with HTTPS. @default plain HTTP */
  readonly tls?: ServerTls;
  /** Rules of this receiver's own, which go before ordered faults. @default it takes everything */
  readonly gate?: OtlpGate;
}

/** The answer to a request, whatever it was. */
export interface OtlpAnswer {
  /** With the query, if there was one. */
  readonly path: string;
  readonly status: number;
}

/** A request that could be decoded. */
export interface OtlpExport {
  /** With the query, if there was one. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly contentType: OtlpContentType;
  readonly request: OtlpMetricsRequest;
  /** What became of it. Only `accepted` ones, which include partial success, are in the stored series. */
  readonly outcome: 'accepted' | 'refused' | 'hung' | 'reset';
}

/** A receiver of OTLP/HTTP metrics, with the series it would have stored and faults to order. */
export interface OtlpReceiver {
  readonly port: number;
  /** The base URL, as in `OTEL_EXPORTER_OTLP_ENDPOINT`: without `/v1/metrics`. */
  readonly endpoint: string;
  /** How many connections were ever made. */
  readonly connections: number;
  /** Every export that could be decoded, also one that met a fault. */
  readonly exports: readonly OtlpExport[];
  /** Every answer that was given, in order, also to requests that no export could be read from. */
  readonly answers: readonly OtlpAnswer[];
  /** Why requests to the right path were answered with 400: one message each. */
  readonly malformed: readonly string[];
  /** The names of all stored series, sorted. */
  names(): string[];
  /** The stored series of a metric; empty if there is none. */
  series(name: string): OtlpSeries[];
  /**
   * What is stored of the series with exactly these attributes, in any order: the last value if it is cumulative or a
   * gauge, the sum of the deltas if these were sent; `undefined` if there is no such series.
   *
   * The type of an attribute's value matters: 200 is not '200'. Throws an `Error` if several resources or scopes have
   * such a series; `series()` tells them apart.
   */
  value(name: string, attributes?: OtlpAttributes): OtlpSeriesValue | undefined;
  /** Answers the next exports like this. They are not stored unless the status is 2xx. */
  respondWith(response: OtlpFaultResponse): void;
  /** Never answers the next `times` (default 1) exports, which are not stored. */
  hang(times?: number): void;
  /** Resets the connection of the next `times` (default 1) exports after reading them; they are not stored. */
  reset(times?: number): void;
  /** Accepts and stores the next `times` (default 1) exports, but says that `rejected` points were not. */
  partialSuccess(rejected: number, message: string, times?: number): void;
  /** Answers the next `times` (default 1) exports only after `seconds`; they are stored at once. */
  delay(seconds: number, times?: number): void;
  /** Cuts every connection and frees the port: from now on connections are refused. Series are kept. */
  down(): Promise<void>;
  /** Listens on its port again. */
  up(): Promise<void>;
  /** Forgets all faults that have not been used up. */
  recover(): void;
  /** Resolves once `n` exports arrived since the start, faults included. Rejects after `timeoutSeconds` (default 5). */
  waitForExports(n: number, timeoutSeconds?: number): Promise<void>;
  /** Also cuts the connections that hang. */
  close(): Promise<void>;
}

/**
 * Starts a receiver of OTLP/HTTP metrics on 127.0.0.1: protobuf and JSON, plain and gzip.
 *
 * Answers 404 to other paths, 405 to other methods than POST, 415 to other content types and encodings, and 400 to what
 * it cannot decode or add up. Faults are used in the order in which they were ordered.
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
    if (incoming.url?.split('?')[0] !== path) return answer(response, 404, 'text/plain', `only ${path} is here`);
    if (incoming.method !== 'POST') return answer(response, 405, 'text/plain', 'only POST', { allow: 'POST' });
    const stranger = gate.admit?.(incoming.headers);
    if (stranger !== undefined) return answerRefusal(response, 'application/json', stranger);
    const contentType = otlpContentType(incoming.headers);
    if (contentType === undefined) return answer(response, 415, 'text/plain', 'protobuf or JSON, plain or gzip');
    try {
      const bytes = bytesOf(incoming.headers, body);
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
      const outcome = outcomeOf(fault);
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

function outcomeOf(fault: OtlpFault | undefined): OtlpExport['outcome'] {
  if (fault?.kind === 'hang') return 'hung';
  if (fault?.kind === 'reset') return 'reset';
  if (fault?.kind !== 'respond') return 'accepted';
  return fault.response.status >= 200 && fault.response.status < 300 ? 'accepted' : 'refused';
}

function answerRefusal(response: ServerResponse, contentType: OtlpContentType, refusal: OtlpRefusal): void {
  answer(response, refusal.status, contentType, errorResponse(contentType, refusal));
}

function answerExport(response: ServerResponse, contentType: OtlpContentType, fault: OtlpFault | undefined): void {
  if (fault?.kind === 'respond') {
    const { status, headers, body } = fault.response;
    answer(response, status, contentType, body ?? exportResponse(contentType), headers);
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
