import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { type Clock, systemClock } from '@bot-metrics/core';
import { writeEndlessBody } from '../faults/endless-body.ts';
import { FaultQueue } from '../faults/fault-queue.ts';
import { Arrivals, listArrived } from '../loopback/arrivals.ts';
import { readBody, startLoopbackHttpServer } from '../loopback/loopback-http-server.ts';
import type {
  CloudWatchFaultResponse,
  CloudWatchReceiver,
  CloudWatchReceiverOptions,
  CloudWatchRequest,
} from './cloudwatch-receiver.ts';
import { CloudWatchStore } from './cloudwatch-store.ts';
import { type CloudWatchDatum, readMetricData } from './read-metric-data.ts';
import { AwsRefusal } from './refusal.ts';
import { checkSignature } from './sig-v4.ts';

type Fault =
  | { readonly kind: 'respond'; readonly response: CloudWatchFaultResponse }
  | { readonly kind: 'hang' | 'reset' | 'resetAfterStoring' }
  | { readonly kind: 'delay'; readonly seconds: number };

const TARGET = 'GraniteServiceVersion20100801.PutMetricData';
const MAX_BYTES = 1_000_000;
const contentType = 'application/x-amz-json-1.0';
const codes: Readonly<Record<number, string>> = {
  400: 'InvalidParameterValue',
  403: 'AccessDenied',
  404: 'UnknownOperationException',
  413: 'RequestEntityTooLarge',
  429: 'TooManyRequestsException',
  500: 'InternalFailure',
  503: 'ServiceUnavailable',
};

/**
 * Starts a test double of CloudWatch's PutMetricData on 127.0.0.1 that speaks the protocol of the AWS SDK (awsJson1_0).
 *
 * Responds with 403 if the signature does not match the credentials and the bytes, 413 to more than 1,000,000 bytes
 * before or after compression, and 400 to everything else that the API reference forbids. Error codes follow the
 * reference; they were not recorded.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export async function startCloudWatchReceiver(options: CloudWatchReceiverOptions = {}): Promise<CloudWatchReceiver> {
  const { accessKeyId = 'AKIDEXAMPLE', secretAccessKey = 'cloudwatch_secret', throttleEvery } = options;
  const credentials = { accessKeyId, secretAccessKey };
  let clock: Clock = systemClock;
  const requests: CloudWatchRequest[] = [];
  const refusals: string[] = [];
  const store = new CloudWatchStore();
  const faults = new FaultQueue<Fault>();
  const arrivals = new Arrivals();

  function read(incoming: IncomingMessage, sent: Buffer, body: Buffer): CloudWatchDatum[] {
    if (sent.length > MAX_BYTES || body.length > MAX_BYTES) {
      const message = `Request size of ${sent.length} bytes, ${body.length} uncompressed, exceeded 1000000 bytes`;
      throw new AwsRefusal(413, 'RequestEntityTooLarge', message);
    }
    checkSignature(incoming, sent, credentials);
    const { 'x-amz-target': target } = incoming.headers;
    if (target !== TARGET)
      throw new AwsRefusal(400, 'UnknownOperationException', `unknown operation ${String(target)}`);
    return readMetricData(parsed(body), clock.wallSeconds());
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await readBody(incoming);
    const fault = faults.take();
    let body = sent;
    try {
      body = uncompressed(sent, incoming.headers['content-encoding']);
      const data = read(incoming, sent, body);
      if (throttleEvery !== undefined && (requests.length + 1) % throttleEvery === 0) {
        throw new AwsRefusal(400, 'ThrottlingException', 'Rate exceeded');
      }
      const status = fault?.kind === 'respond' ? fault.response.status : 200;
      const { stored = status < 300 } = fault?.kind === 'respond' ? fault.response : {};
      const isTaken = stored && fault?.kind !== 'hang' && fault?.kind !== 'reset';
      if (isTaken) store.write(data);
      await answer(incoming, response, fault, { body: body.toString(), wireBytes: sent.length, data }, status);
    } catch (error) {
      const { status, code, message } =
        error instanceof AwsRefusal ? error : { status: 500, code: 'InternalFailure', message: String(error) };
      refusals.push(`${code}: ${message}`);
      requests.push({ body: body.toString(), wireBytes: sent.length, data: [], outcome: 'refused', status });
      answerError(response, status, code, message);
    }
    arrivals.changed();
  }

  async function answer(
    incoming: IncomingMessage,
    response: ServerResponse,
    fault: Fault | undefined,
    request: Pick<CloudWatchRequest, 'body' | 'wireBytes' | 'data'>,
    status: number,
  ): Promise<void> {
    const isCut = fault?.kind === 'reset' || fault?.kind === 'resetAfterStoring';
    const outcome = isCut ? 'reset' : fault?.kind === 'hang' ? 'hung' : status < 300 ? 'accepted' : 'refused';
    const isAnswered = outcome === 'accepted' || outcome === 'refused';
    requests.push({ ...request, outcome, ...(isAnswered ? { status } : {}) });
    arrivals.changed();
    if (fault?.kind === 'delay') await setTimeout(fault.seconds * 1000);
    if (isCut) incoming.socket.resetAndDestroy();
    else if (fault?.kind === 'respond') answerFault(response, fault.response);
    else if (isAnswered) response.writeHead(200, { 'content-type': contentType }).end('{}');
  }

  const server = await startLoopbackHttpServer(handle, options);

  return {
    port: server.port,
    endpoint: server.url,
    credentials,
    requests,
    refusals,
    names: () => store.names(),
    series: (name) => store.series(name),
    sum(name, dimensions = {}) {
      const wanted = JSON.stringify(Object.entries(dimensions).sort());
      return store.series(name).find((one) => JSON.stringify(Object.entries(one.dimensions).sort()) === wanted)?.sum;
    },
    useClock(other) {
      clock = other;
    },
    respondWith: (response) => faults.add({ kind: 'respond', response }, response.times),
    hang: (times) => faults.add({ kind: 'hang' }, times),
    reset: (times) => faults.add({ kind: 'reset' }, times),
    resetAfterStoring: (times) => faults.add({ kind: 'resetAfterStoring' }, times),
    delay: (seconds, times) => faults.add({ kind: 'delay', seconds }, times),
    down: server.down,
    up: server.up,
    recover: () => faults.clear(),
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

function uncompressed(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined) return body;
  if (encoding !== 'gzip') throw new AwsRefusal(400, 'MalformedInput', `content-encoding ${encoding} is not supported`);
  try {
    return gunzipSync(body);
  } catch {
    throw new AwsRefusal(400, 'MalformedInput', 'the body must be gzip');
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new AwsRefusal(400, 'SerializationException', 'the body must be JSON');
  }
}

function answerFault(response: ServerResponse, given: CloudWatchFaultResponse): void {
  const { status, code = codes[status] ?? 'UnknownError', headers, body, endless = false } = given;
  for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) response.setHeader(name, value);
  if (endless) writeEndlessBody(response.writeHead(status));
  else if (body === undefined && status > 299) answerError(response, status, code, 'requested by a test');
  else response.writeHead(status).end(body ?? '{}');
}

/** In the format that the SDK parses. */
function answerError(response: ServerResponse, status: number, code: string, message: string): void {
  const fault = status < 500 ? 'Sender' : 'Receiver';
  response
    .writeHead(status, { 'content-type': contentType, 'x-amzn-query-error': `${code};${fault}` })
    .end(JSON.stringify({ __type: `com.amazonaws.cloudwatch.v2010_08_01#${code}`, message }));
}
