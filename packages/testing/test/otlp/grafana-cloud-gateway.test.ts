import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import {
  type GrafanaCloudGateway,
  type GrafanaCloudGatewayOptions,
  startGrafanaCloudGateway,
} from '../../src/otlp/grafana-cloud-gateway.ts';
import { ProtobufMessage } from '../../src/otlp/protobuf-message.ts';
import { recordedJson, recordedProtobuf } from './recorded-export.ts';

async function start(options?: GrafanaCloudGatewayOptions): Promise<GrafanaCloudGateway> {
  const gateway = await startGrafanaCloudGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

function basic(token: string): string {
  return `Basic ${Buffer.from(`123456:${token}`).toString('base64')}`;
}

function post(gateway: GrafanaCloudGateway, body: Uint8Array | string, headers: Record<string, string> = {}) {
  const contentType = typeof body === 'string' ? 'application/json' : 'application/x-protobuf';
  return fetch(`${gateway.endpoint}/v1/metrics`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType, authorization: basic('glc_token'), ...headers },
  });
}

const empty = new Uint8Array();

test('accepts exports to /otlp/v1/metrics with the right token and logs its answers', async () => {
  const gateway = await start();
  expect(gateway.endpoint).toBe(`http://127.0.0.1:${gateway.port}/otlp`);
  expect((await post(gateway, empty)).status).toBe(200);
  expect((await fetch(gateway.endpoint, { method: 'POST' })).status).toBe(404);
  expect(gateway.answers).toEqual([
    { path: '/otlp/v1/metrics', status: 200 },
    { path: '/otlp', status: 404 },
  ]);
});

test('explains wrong credentials', async () => {
  const gateway = await start({ token: 'first' });
  expect((await post(gateway, empty, { authorization: basic('first') })).status).toBe(200);
  gateway.changeToken('second');
  const refused = await post(gateway, empty, { authorization: basic('first') });
  expect([refused.status, await refused.json()]).toEqual([
    401,
    { code: 16, message: 'authentication error: invalid token' },
  ]);
  expect((await post(gateway, empty, { authorization: basic('second') })).status).toBe(200);
  const without = await fetch(`${gateway.endpoint}/v1/metrics`, { method: 'POST' });
  expect([without.status, await without.text()]).toEqual([401, expect.stringContaining('no credentials provided')]);
});

test('rejects other content types and encodings', async () => {
  const gateway = await start();
  expect((await post(gateway, empty, { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await post(gateway, empty, { 'content-encoding': 'br' })).status).toBe(415);
});

test('rejects deltas by name in the encoding of the request and stores the rest', async () => {
  const gateway = await start();
  const message = 'otlp parse error: invalid temporality and type combination for metric "update.duration"';
  const json = await post(gateway, recordedJson);
  expect([json.status, await json.json()]).toEqual([400, { code: 3, message }]);
  const protobuf = await post(gateway, recordedProtobuf);
  expect(protobuf.status).toBe(400);
  expect(new ProtobufMessage(Buffer.from(await protobuf.arrayBuffer())).string(2, 'message')).toBe(message);
  expect(gateway.names()).toEqual(['memory', 'posts.sent', 'query.duration']);
  expect(gateway.exports.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
});

test('measures a body before compression', async () => {
  const gateway = await start({ maxBodyBytes: recordedProtobuf.length - 1 });
  const refused = await post(gateway, gzipSync(recordedProtobuf), { 'content-encoding': 'gzip' });
  expect([refused.status, await refused.text()]).toEqual([413, expect.stringContaining('larger than the allowed')]);
  expect(gateway.names()).toEqual([]);
});

test('limits the rate on demand, with and without Retry-After', async () => {
  const gateway = await start();
  gateway.limitRate(30);
  gateway.limitRate();
  const answers = [await post(gateway, empty), await post(gateway, empty), await post(gateway, empty)];
  expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
    [429, '30'],
    [429, null],
    [200, null],
  ]);
});
