import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { CloudWatchReceiver } from '../../src/cloudwatch/cloudwatch-receiver.ts';
import { startCloudWatchReceiver } from '../../src/cloudwatch/start-cloudwatch-receiver.ts';
import { cloudWatchReading } from '../../src/conformance/readings/cloudwatch-reading.ts';
import { post, type SignedRequestOptions } from './signed-request.ts';

let receiver: CloudWatchReceiver;
beforeEach(async () => {
  receiver = await startCloudWatchReceiver();
});
afterEach(() => receiver.close());

const body = bodyOf([{ MetricName: 'posts', Value: 2, Dimensions: [{ Name: 'kind', Value: 'photo' }] }]);

function bodyOf(data: readonly unknown[]): string {
  return JSON.stringify({ Namespace: 'shop', MetricData: data });
}

async function codeOf(answer: Response): Promise<string> {
  const { __type: type } = (await answer.json()) as { __type: string };
  return `${answer.status} ${type.replace(/^.*#/, '')}`;
}

test('stores and adds up signed, valid requests', async () => {
  expect((await post(receiver, body)).status).toBe(200);
  await post(receiver, new Uint8Array(gzipSync(body)), { encoding: 'gzip' });
  await post(receiver, bodyOf([{ MetricName: 'seconds', Values: [1, 4], Counts: [3, 1] }]));

  expect(receiver.sum('posts', { kind: 'photo' })).toBe(4);
  expect(receiver.sum('posts')).toBeUndefined();
  expect(receiver.requests.map(({ outcome, status }) => [outcome, status])).toEqual(Array(3).fill(['accepted', 200]));
  expect(cloudWatchReading(receiver)).toEqual({
    counters: [{ name: 'posts', labels: { kind: 'photo' }, value: 4 }],
    gauges: [{ name: 'posts', labels: { kind: 'photo' }, value: 2 }],
    histograms: [{ name: 'seconds', labels: {}, value: { count: 4, sum: 7 } }],
  });
});

test.each<[string, SignedRequestOptions, string]>([
  ['an unknown key', { accessKeyId: 'AKIDOTHER' }, '403 InvalidClientTokenId'],
  ['a wrong secret', { secretAccessKey: 'other' }, '403 SignatureDoesNotMatch'],
  ['another service', { service: 's3' }, '403 SignatureDoesNotMatch'],
  ['a clock that is 20 minutes off', { date: new Date(Date.now() - 1_200_000) }, '403 RequestExpired'],
  ['a body that was not signed', { sent: body.replace('2', '3') }, '403 SignatureDoesNotMatch'],
  ['another operation', { target: 'GraniteServiceVersion20100801.ListMetrics' }, '400 UnknownOperationException'],
  ['a body that is no gzip', { encoding: 'gzip' }, '400 MalformedInput'],
])('%s is refused and not stored', async (_, options, expected) => {
  expect(await codeOf(await post(receiver, body, options))).toBe(expected);
  expect(receiver.names()).toEqual([]);
  expect(receiver.refusals).toHaveLength(1);
});

test('stores nothing without a signature, with invalid JSON or with a broken rule', async () => {
  expect(await codeOf(await fetch(receiver.endpoint, { method: 'POST', body }))).toBe('403 MissingAuthenticationToken');
  expect(await codeOf(await post(receiver, '{'))).toBe('400 SerializationException');
  const refused = await post(receiver, bodyOf([{ MetricName: 'posts', Value: 1, Unit: 'posts' }]));
  expect(refused.headers.get('x-amzn-query-error')).toBe('InvalidParameterValue;Sender');
  expect(await codeOf(refused)).toBe('400 InvalidParameterValue');
  expect(receiver.names()).toEqual([]);
});

test('refuses more than 1,000,000 bytes, even if fewer when compressed', async () => {
  const large = body + ' '.repeat(1_000_000);
  expect((await post(receiver, large)).status).toBe(413);
  expect((await post(receiver, new Uint8Array(gzipSync(large)), { encoding: 'gzip' })).status).toBe(413);
});

test('throttles every n-th request on demand', async () => {
  const throttling = await startCloudWatchReceiver({ throttleEvery: 3 });
  onTestFinished(() => throttling.close());
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await post(throttling, body)).status);

  expect(statuses).toEqual([200, 200, 400, 200, 200, 400]);
  expect(throttling.refusals[0]).toBe('ThrottlingException: Rate exceeded');
  expect(throttling.sum('posts', { kind: 'photo' })).toBe(8);
});

test('faults apply to one request by default and end with recover()', async () => {
  receiver.respondWith({ status: 503 });
  expect(await codeOf(await post(receiver, body))).toBe('503 ServiceUnavailable');
  receiver.reset();
  await expect(post(receiver, body)).rejects.toThrow();
  expect(receiver.names()).toEqual([]);
  receiver.resetAfterStoring();
  await expect(post(receiver, body)).rejects.toThrow();
  expect(receiver.sum('posts', { kind: 'photo' })).toBe(2);
  receiver.respondWith({ status: 400, code: 'ThrottlingException', times: Infinity });
  expect(await codeOf(await post(receiver, body))).toBe('400 ThrottlingException');
  receiver.recover();
  expect((await post(receiver, body)).status).toBe(200);
  receiver.hang();
  const hung = post(receiver, body).catch(() => 'cut');
  await receiver.waitForRequests(6);
  await receiver.down();
  expect(await hung).toBe('cut');
  await expect(post(receiver, body)).rejects.toThrow();
  await receiver.up();
  expect((await post(receiver, body)).status).toBe(200);
  expect(receiver.requests.map(({ outcome }) => outcome)).toEqual([
    'refused',
    'reset',
    'reset',
    'refused',
    'accepted',
    'hung',
    'accepted',
  ]);
});
