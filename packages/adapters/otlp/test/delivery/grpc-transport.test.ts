import { readFileSync } from 'node:fs';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { CollectedDiagnostics, startOtlpReceiver } from '@bot-metrics/testing';
import { Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { OtlpMetricsBackendOptions } from '../../src/options.ts';
import { OtlpMetricsBackend } from '../../src/otlp-metrics-backend.ts';
import { unexplained } from '../balance.ts';
import { certificates } from '../certificates/read-certificates.ts';
import { type GrpcReceiver, startGrpcReceiver } from '../grpc-receiver.ts';
import { problems } from '../problems.ts';

let receiver: GrpcReceiver;
let diagnostics: CollectedDiagnostics;

beforeEach(async () => {
  receiver = await startGrpcReceiver();
  diagnostics = new CollectedDiagnostics();
});
afterEach(() => receiver.close());

function backendWith(options: OtlpMetricsBackendOptions = {}): OtlpMetricsBackend {
  const endpoint = `http://127.0.0.1:${receiver.port}`;
  const backend = new OtlpMetricsBackend({ protocol: 'grpc', endpoint, timeout: 0.5, diagnostics, ...options });
  onTestFinished(async () => {
    await backend.shutdown(0.2).catch(() => {});
    expect(unexplained(backend.account())).toBe(0);
  });
  return backend;
}

/** The total of a counter in the last export. */
function total({ requests }: GrpcReceiver): unknown {
  const [metric] = requests.at(-1)?.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
  const point = metric?.type === 'sum' ? metric.dataPoints[0] : undefined;
  return point?.asDouble ?? Number(point?.asInt);
}

test.each(['gzip', 'none'] as const)('delivers with compression %s, headers as metadata', async (compression) => {
  const backend = backendWith({
    compression,
    headers: { authorization: 'Bearer x' },
    resource: { 'service.name': 'b' },
  });
  backend.recordCounter('hits', 2);
  await backend.flush(5);
  backend.recordCounter('hits', 3);
  await backend.flush(5);
  expect(total(receiver)).toBe(5);
  expect(receiver.requests[0]?.resourceMetrics[0]?.resource.attributes).toEqual({ 'service.name': 'b' });
  expect(receiver.metadata[0]?.get('authorization')).toEqual(['Bearer x']);
  expect(backend.account()).toMatchObject({ delivered: 2, pending: 0 });
});

test('trusts a custom authority and presents a client certificate', async () => {
  const { authority, server, client } = certificates;
  const secure = await startGrpcReceiver(
    ServerCredentials.createSsl(readFileSync(authority), [{ cert_chain: server.cert, private_key: server.key }], true),
  );
  onTestFinished(() => secure.close());
  const endpoint = `https://127.0.0.1:${secure.port}`;
  const tls = { ca: readFileSync(authority), cert: readFileSync(client.cert), key: readFileSync(client.key) };
  const backend = backendWith({ endpoint, tls, timeout: 5 });
  backend.recordCounter('hits', 2);
  await backend.flush(5);
  expect(total(secure)).toBe(2);
  const distrustful = backendWith({ endpoint });
  distrustful.recordCounter('hits');
  await expect(distrustful.flush(5)).rejects.toThrow('no export to');
});

test.each([
  [status.UNAUTHENTICATED, 'answered 401 (no); correct "headers.authorization"'],
  [status.PERMISSION_DENIED, 'answered 403 (no); correct "headers.authorization"'],
  [
    status.UNIMPLEMENTED,
    'answered 501 (no); choose another "protocol" or "endpoint", because this one accepts no metrics',
  ],
  [status.INVALID_ARGUMENT, 'answered 400 (no); correct what the answer names'],
  [status.RESOURCE_EXHAUSTED, 'answered 400'],
  [status.INTERNAL, 'answered 500'],
])('code %i is not retried, and a delta is dropped', async (code, message) => {
  receiver.fail({ code, details: 'no' });
  const headers = { authorization: 'Bearer x' };
  const backend = backendWith({ temporality: 'delta', timeout: 5, headers });
  backend.recordCounter('hits', 2);
  await expect(backend.flush(5)).rejects.toThrow(message);
  expect(receiver.requests).toHaveLength(1);
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 0, dropped: { refused: 1 } });
});

test.each([status.UNAVAILABLE, status.ABORTED, status.DEADLINE_EXCEEDED])(
  'code %i is retried, and a delta that may have been stored is ambiguous',
  async (code) => {
    receiver.fail({ code, details: 'later' });
    const backend = backendWith({ temporality: 'delta', timeout: 5 });
    backend.recordCounter('hits', 2);
    await backend.flush(5);
    expect(receiver.requests).toHaveLength(2);
    expect(receiver.requests[1]).toEqual(receiver.requests[0]);
    expect(backend.account()).toMatchObject({ delivered: 1, ambiguous: 1, dropped: {} });
  },
);

test('waits for the delay in RetryInfo', async () => {
  // google.rpc.Status with one detail: Any { type_url, value: RetryInfo { retry_delay: { seconds: 1 } } }
  const field = (number: number, content: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
  const type = Buffer.from('type.googleapis.com/google.rpc.RetryInfo');
  const delay = field(1, Buffer.from([0x08, 1]));
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', field(3, Buffer.concat([field(1, type), field(2, delay)])));
  receiver.fail({ code: status.RESOURCE_EXHAUSTED, details: 'slow down', metadata });
  const backend = backendWith({ temporality: 'delta', timeout: 5 });
  backend.recordCounter('hits', 2);
  const began = performance.now();
  await backend.flush(5);
  expect(performance.now() - began).toBeGreaterThanOrEqual(1000);
  expect(backend.account()).toMatchObject({ delivered: 1, ambiguous: 0 });
});

test('a missing receiver loses no record, and none is ambiguous', async () => {
  receiver.close();
  const backend = backendWith({ temporality: 'delta' });
  backend.recordCounter('hits', 2);
  await expect(backend.flush(5)).rejects.toThrow('ECONNREFUSED');
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 1, ambiguous: 0 });
});

test('a request to a receiver that hangs is aborted after the timeout', async () => {
  receiver.fail('hang');
  const backend = backendWith({ timeout: 0.2 });
  backend.recordCounter('hits', 2);
  await expect(backend.flush(5)).rejects.toThrow('no complete answer within 0.2 s');
  await backend.flush(5);
  expect(total(receiver)).toBe(2);
});

test('a partial success is reported', async () => {
  // partial_success { rejected_data_points: 1, error_message: "late" }
  receiver.answer(Buffer.from('0a080801' + '12046c617465', 'hex'));
  const backend = backendWith({ timeout: 5 });
  backend.recordCounter('hits', 2);
  await backend.flush(5);
  expect(diagnostics.events.map(({ message }) => message)).toEqual([expect.stringContaining('"late"')]);
});

test('without @grpc/grpc-js the start fails and names the command that installs it', async () => {
  vi.doMock('@grpc/grpc-js', () => {
    throw new Error('Cannot find package');
  });
  onTestFinished(() => void vi.doUnmock('@grpc/grpc-js'));
  const starting = backendWith().start();
  await expect(starting).rejects.toMatchObject({
    code: 'missing_package',
    message: 'protocol "grpc" needs @grpc/grpc-js; run: npm install @grpc/grpc-js',
  });
});

test('gRPC has its own port and no paths, and excludes receivers that accept only HTTP', () => {
  expect(problems({ protocol: 'grpc' })).toEqual([]);
  expect(problems({ protocol: 'grpc', preset: 'collector' })).toEqual([]);
  expect(problems({ protocol: 'grpc', endpoint: 'http://host:4317/v1/metrics' })).toEqual([
    'endpoint: expected a URL without a path, which gRPC does not have, received the path /v1/metrics; write "http://host:4317"',
  ]);
  expect(problems({ protocol: 'grpc', preset: 'mimir' })).toEqual([
    'protocol: expected OTLP over HTTP, the only protocol of "mimir", received "grpc"; remove the option',
  ]);
});

test('a refusal says why, without the token that the receiver echoes', async () => {
  const token = 'glc_eyJvIjoiMTIzNDU2In0';
  receiver.fail({ code: status.UNAUTHENTICATED, details: `invalid scope of ${token}\nsee the log` });
  const backend = backendWith({ timeout: 5, headers: { authorization: `Bearer ${token}` } });
  backend.recordCounter('hits');
  await expect(backend.flush(5)).rejects.toThrow('answered 401 (invalid scope of *** see the log)');
  expect(diagnostics.events[0]?.message).not.toContain('eyJvIjoi');
});

test('a refusal without a text is explained by its details', async () => {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from('0803120c6f7574206f66206f72646572', 'hex'));
  receiver.fail({ code: status.INVALID_ARGUMENT, details: '', metadata });
  const backend = backendWith({ timeout: 5 });
  backend.recordCounter('hits');
  await expect(backend.flush(5)).rejects.toThrow('answered 400 (out of order)');
});

test('a success that is another message is in doubt', async () => {
  receiver.answer(Buffer.from('<html><title>Sign in</title></html>'));
  const backend = backendWith({ temporality: 'delta', timeout: 5 });
  backend.recordCounter('hits');
  await expect(backend.flush(5)).rejects.toThrow('the receiver answered 200 with a body instead of an OTLP response');
  await backend.flush(5);
  expect(backend.account()).toMatchObject({ delivered: 1, ambiguous: 1 });
});

test.each(['', 'ok', '<html><title>Sign in</title></html>'])(
  'an HTTP/2 server that answers "%s" leaves a delta in doubt',
  async (text) => {
    const server = createServer(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(text),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const backend = backendWith({ temporality: 'delta', timeout: 1, endpoint });
    backend.recordCounter('hits');
    await expect(backend.flush(5)).rejects.toThrow(
      /answered 200 with a body instead of an OTLP response.*; correct "endpoint"/,
    );
    expect(backend.account()).toMatchObject({ delivered: 0, pending: 1, dropped: {} });
  },
);

test('an answer of plain HTTP counts with its status', async () => {
  const server = createServer((_, response) => void response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const backend = backendWith({ timeout: 1, endpoint });
  backend.recordCounter('hits');
  await expect(backend.flush(5)).rejects.toThrow('answered 404; correct the path of "endpoint"');
});

test('TLS to a plain port, plain gRPC to a TLS port and gRPC to a port of HTTP have remedies', async () => {
  const { server } = certificates;
  const secure = await startGrpcReceiver(
    ServerCredentials.createSsl(null, [{ cert_chain: server.cert, private_key: server.key }]),
  );
  onTestFinished(() => secure.close());
  const http = await startOtlpReceiver();
  onTestFinished(() => http.close());
  const remedy = (endpoint: string) => {
    const backend = backendWith({ endpoint, timeout: 1 });
    backend.recordCounter('hits');
    return backend.flush(5).catch((error: Error) => error.message);
  };
  expect(await remedy(`https://127.0.0.1:${receiver.port}`)).toMatch(
    /\((?:wrong version number|packet length too long)\); write http instead of https in "endpoint"/,
  );
  expect(await remedy(`http://127.0.0.1:${secure.port}`)).toContain('write https in "endpoint"');
  expect(await remedy(http.endpoint)).toContain('it may not speak gRPC');
});
