import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { type OtlpReceiver, type OtlpReceiverOptions, startOtlpReceiver } from '../../src/otlp/otlp-receiver.ts';
import { lengthField } from './protobuf-encoder.ts';
import { recordedJson, recordedProtobuf, recordedRequest } from './recorded-export.ts';

const sent = { kind: 'text', code: 200, ok: true };

async function start(options?: OtlpReceiverOptions): Promise<OtlpReceiver> {
  const receiver = await startOtlpReceiver(options);
  onTestFinished(() => receiver.close());
  return receiver;
}

function post(
  receiver: OtlpReceiver,
  body: Uint8Array | string = recordedProtobuf,
  headers: Record<string, string> = {},
) {
  const contentType = typeof body === 'string' ? 'application/json' : 'application/x-protobuf';
  return fetch(`${receiver.endpoint}/v1/metrics`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType, ...headers },
  });
}

test('decodes and stores protobuf and responds with an empty message', async () => {
  const receiver = await start();
  const response = await post(receiver, recordedProtobuf, { authorization: 'Basic abc' });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-protobuf']);
  expect((await response.bytes()).length).toBe(0);
  expect(receiver.exports).toEqual([
    {
      path: '/v1/metrics',
      headers: expect.objectContaining({ authorization: 'Basic abc' }),
      contentType: 'application/x-protobuf',
      request: recordedRequest,
      outcome: 'accepted',
    },
  ]);
  expect(receiver.value('posts.sent', sent)).toBe(7);
  expect(receiver.value('memory')).toBe(41.5);
});

test('decodes and stores JSON and responds with an empty object', async () => {
  const receiver = await start();
  const response = await post(receiver, recordedJson, { 'content-type': 'application/json; charset=utf-8' });
  expect([response.status, await response.json()]).toEqual([200, {}]);
  expect(receiver.exports[0]?.request).toEqual(recordedRequest);
});

test('decompresses gzip', async () => {
  const receiver = await start();
  expect((await post(receiver, gzipSync(recordedProtobuf), { 'content-encoding': 'gzip' })).status).toBe(200);
  expect(receiver.exports[0]?.request).toEqual(recordedRequest);
});

test('responds with a specific status to other paths, methods, types and encodings', async () => {
  const receiver = await start();
  expect((await fetch(`${receiver.endpoint}/v1/traces`, { method: 'POST' })).status).toBe(404);
  const get = await fetch(`${receiver.endpoint}/v1/metrics`);
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  expect((await post(receiver, recordedProtobuf, { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await post(receiver, recordedProtobuf, { 'content-encoding': 'br' })).status).toBe(415);
  expect([receiver.exports, receiver.malformed]).toEqual([[], []]);
});

test.each([
  ['bytes that end too early', recordedProtobuf.subarray(0, 100), {}, 'protobuf: field 1 needs 457 bytes'],
  ['text that is no JSON', '{', {}, 'SyntaxError'],
  ['a body that is not gzip', recordedProtobuf, { 'content-encoding': 'gzip' }, 'incorrect header check'],
  ['a metric without data', lengthField(1, lengthField(2, lengthField(2))), {}, 'the metric "" must be a gauge'],
])('responds with 400 to %s and keeps the reason', async (_, body, headers, reason) => {
  const receiver = await start();
  expect((await post(receiver, body, headers)).status).toBe(400);
  expect(receiver.malformed).toEqual([expect.stringContaining(reason)]);
  expect(receiver.exports).toEqual([]);
});

test('refuses as often as requested and stores nothing of it', async () => {
  const receiver = await start();
  receiver.respondWith({ status: 503, headers: { 'retry-after': '2' }, body: 'busy', times: 2 });
  const refused = await post(receiver);
  expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([503, '2', 'busy']);
  expect((await post(receiver)).status).toBe(503);
  expect(receiver.value('memory')).toBeUndefined();
  expect((await post(receiver)).status).toBe(200);
  expect(receiver.exports.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'accepted']);
  expect(receiver.value('memory')).toBe(41.5);
});

test('stores on another success status', async () => {
  const receiver = await start();
  receiver.respondWith({ status: 202 });
  expect((await post(receiver)).status).toBe(202);
  expect(receiver.exports[0]?.outcome).toBe('accepted');
  expect(receiver.value('memory')).toBe(41.5);
});

test('an unlimited outage ends with recover()', async () => {
  const receiver = await start();
  receiver.respondWith({ status: 500, times: Number.POSITIVE_INFINITY });
  for (let attempt = 0; attempt < 3; attempt++) expect((await post(receiver)).status).toBe(500);
  receiver.recover();
  expect((await post(receiver)).status).toBe(200);
});

test('leaves a hanging export unanswered until the client gives up', async () => {
  const receiver = await start();
  receiver.hang();
  const giveUp = new AbortController();
  const hanging = fetch(`${receiver.endpoint}/v1/metrics`, {
    method: 'POST',
    body: recordedProtobuf,
    headers: { 'content-type': 'application/x-protobuf' },
    signal: giveUp.signal,
  });
  await receiver.waitForExports(1);
  giveUp.abort();
  await expect(hanging).rejects.toThrow('aborted');
  expect([receiver.exports[0]?.outcome, receiver.names()]).toEqual(['hung', []]);
  expect((await post(receiver)).status).toBe(200);
});

test('resets the connection of an export after reading it', async () => {
  const receiver = await start();
  receiver.reset();
  const error: unknown = await post(receiver).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect([receiver.exports[0]?.outcome, receiver.names()]).toEqual(['reset', []]);
});

test('stores and reports partial success in both encodings', async () => {
  const receiver = await start();
  receiver.partialSuccess(3, 'late', 2);
  const protobuf = await post(receiver);
  expect([protobuf.status, Buffer.from(await protobuf.bytes()).toString('hex')]).toEqual([200, '0a08080312046c617465']);
  expect(await (await post(receiver, recordedJson)).json()).toEqual({
    partialSuccess: { rejectedDataPoints: '3', errorMessage: 'late' },
  });
  expect(receiver.value('memory')).toBe(41.5);
});

test('lists the exports and malformed requests when a wait times out', async () => {
  const receiver = await start();
  await post(receiver);
  await post(receiver, '{');
  await expect(receiver.waitForExports(2, 0.01)).rejects.toThrow(/1 of 2 exports arrived and 1 malformed request/);
});

test('can listen on another path, such as that of Grafana Cloud', async () => {
  const receiver = await start({ path: '/otlp/v1/metrics', host: 'localhost' });
  expect(receiver.endpoint).toMatch(/^http:\/\/localhost:\d+\/otlp$/);
  expect((await post(receiver)).status).toBe(200);
  expect(receiver.exports[0]?.path).toBe('/otlp/v1/metrics');
});

test('closing ends hanging requests and frees the port', async () => {
  const receiver = await start();
  receiver.hang();
  const hanging = expect(post(receiver)).rejects.toThrow('fetch failed');
  await receiver.waitForExports(1);
  await receiver.close();
  await hanging;
  const successor = await start({ port: receiver.port });
  expect((await post(successor)).status).toBe(200);
});

test('rejects an address that other machines could reach', async () => {
  await expect(startOtlpReceiver({ host: '0.0.0.0' })).rejects.toThrow('must be a loopback address');
});

test('stores a delayed export at once', async () => {
  const receiver = await start();
  receiver.delay(0.01, 1);
  const began = performance.now();
  const response = await post(receiver);
  expect(performance.now() - began).toBeGreaterThanOrEqual(9);
  expect(response.status).toBe(200);
  expect(receiver.value('posts.sent', sent)).toBe(7);
});

test('keeps its series while it is down', async () => {
  const receiver = await start();
  await post(receiver);
  await receiver.down();
  await expect(post(receiver)).rejects.toThrow();
  await receiver.up();
  expect(receiver.value('posts.sent', sent)).toBe(7);
  expect((await post(receiver)).status).toBe(200);
});
