import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatadogIntake } from '../../src/datadog/datadog-intake.ts';
import { startDatadogIntake } from '../../src/datadog/start-datadog-intake.ts';
import { FakeClock } from '../../src/fake-clock.ts';

const NOW = 1_700_000_000;
const point = { timestamp: NOW, value: 2 };
const count = { metric: 'hits', type: 1, interval: 10, points: [point], tags: ['kind:a'] };

let intake: DatadogIntake;

beforeEach(async () => {
  intake = await startDatadogIntake({ apiKey: 'right' });
  intake.useClock(new FakeClock());
});
afterEach(() => intake.close());

function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(intake.endpoint + path, { method: 'POST', body, headers: { 'dd-api-key': 'right', ...headers } });
}

async function postSeries(...series: unknown[]): Promise<number> {
  return (await post('/api/v2/series', JSON.stringify({ series }))).status;
}

/** A protobuf field that holds bytes. */
function field(number: number, bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes as string);
  return Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
}

function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

/** A sketch of the observations 1 and 2, in the given bins. */
function sketchPayload({ name = 'sizes', keys = [1338, 1383], counts = [1, 1], max = 2 } = {}): Buffer<ArrayBuffer> {
  // 1700000000 as a varint, and two-byte zigzag for keys from 64 to 8191.
  const time = Buffer.from([0x08, 0x80, 0xe2, 0xcf, 0xaa, 0x06]);
  const zigzag = keys.flatMap((key) => [((2 * key) & 127) | 128, (2 * key) >> 7]);
  const figures = [double(3, 1), double(4, max), double(5, 1.5), double(6, 3)];
  const bins = [field(7, Buffer.from(zigzag)), field(8, Buffer.from(counts))];
  const dogsketch = Buffer.concat([time, Buffer.from([0x10, 2]), ...figures, ...bins]);
  const sketch = [field(1, name), field(2, 'bot-1'), field(4, 'kind:a'), field(7, dogsketch)];
  return Buffer.from(field(1, Buffer.concat(sketch)));
}

test('adds up counts over seconds, keeps the last value of gauges, and only the last point per second', async () => {
  const gauge = { metric: 'depth', type: 3, resources: [{ type: 'host', name: 'bot-1' }] };
  expect(await postSeries(count, { ...gauge, points: [point] })).toBe(202);
  expect(await postSeries({ ...count, points: [{ timestamp: NOW + 1, value: 3 }] })).toBe(202);
  expect(await postSeries({ ...count, points: [{ timestamp: NOW + 1, value: 4 }] })).toBe(202);
  expect(await postSeries({ ...gauge, points: [{ timestamp: NOW + 5, value: 7 }] })).toBe(202);
  expect(intake.value('hits', ['kind:a'])).toBe(6);
  expect(intake.value('hits')).toBeUndefined();
  expect(intake.value('depth')).toBe(7);
  expect(intake.names()).toEqual(['depth', 'hits']);
  expect(intake.series('depth')[0]).toMatchObject({ host: 'bot-1', type: 'gauge' });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
] as const)('takes %s', async (encoding, compress) => {
  const body = compress(JSON.stringify({ series: [count] }));
  const response = await post('/api/v2/series', body, { 'content-encoding': encoding });
  expect({ status: response.status, body: await response.json() }).toEqual({ status: 202, body: { errors: [] } });
});

test('reads a sketch from its protobuf', async () => {
  expect((await post('/api/beta/sketches', sketchPayload())).status).toBe(202);
  expect(intake.value('sizes', ['kind:a'])).toEqual({ count: 2, sum: 3 });
  expect(intake.series('sizes')).toEqual([
    {
      name: 'sizes',
      host: 'bot-1',
      tags: ['kind:a'],
      type: 'distribution',
      points: [
        {
          timestamp: NOW,
          count: 2,
          sum: 3,
          min: 1,
          max: 2,
          bins: [
            { key: 1338, count: 1 },
            { key: 1383, count: 1 },
          ],
        },
      ],
    },
  ]);
});

test('accepts service checks and events', async () => {
  intake.useClock(new FakeClock({ wallSeconds: NOW + 0.5 }));
  const check = { check: 'app.ok', host_name: 'bot-1', status: 0, tags: ['kind:a'] };
  expect((await post('/api/v1/check_run', JSON.stringify([check]))).status).toBe(202);
  expect((await post('/api/v1/events', JSON.stringify({ title: 'a', text: 'b', aggregation_key: 'c' }))).status).toBe(
    202,
  );
  expect(intake.checks).toEqual([{ check: 'app.ok', host: 'bot-1', status: 0, tags: ['kind:a'], timestamp: NOW }]);
  expect(intake.events).toEqual([{ title: 'a', text: 'b', tags: [], aggregationKey: 'c' }]);
  expect((await fetch(`${intake.endpoint}/api/v1/validate`, { headers: { 'dd-api-key': 'right' } })).status).toBe(200);
});

describe('rejects', () => {
  test.each([
    ['a name with a space', { ...count, metric: 'a b' }],
    ['a name that begins with a digit', { ...count, metric: '9lives' }],
    ['a name of 201 characters', { ...count, metric: 'm'.repeat(201) }],
    ['an unknown type', { ...count, type: 4 }],
    ['a count without its interval', { metric: 'hits', type: 1, points: [point] }],
    ['a rate without its interval', { metric: 'hits', type: 2, points: [point] }],
    ['an interval of less than a second', { ...count, interval: 0.5 }],
    ['a time in milliseconds', { ...count, points: [{ timestamp: NOW * 1000, value: 1 }] }],
    ['a time that is not whole', { ...count, points: [{ timestamp: NOW + 0.5, value: 1 }] }],
    ['a time of more than an hour ago', { ...count, points: [{ timestamp: NOW - 3601, value: 1 }] }],
    ['a time more than ten minutes ahead', { ...count, points: [{ timestamp: NOW + 601, value: 1 }] }],
    ['a value that is text', { ...count, points: [{ timestamp: NOW, value: '1' }] }],
    ['a tag of 201 characters', { ...count, tags: [`kind:${'x'.repeat(196)}`] }],
    ['a tag that begins with a digit', { ...count, tags: ['9:a'] }],
    ['a tag that ends with a colon', { ...count, tags: ['kind:'] }],
    ['a host without a name', { ...count, resources: [{ type: 'host' }] }],
    ['a series without points', { metric: 'hits', type: 3 }],
  ])('%s', async (_, series) => {
    expect(await postSeries(series)).toBe(400);
    expect(intake.refusals).toHaveLength(1);
    expect(intake.names()).toEqual([]);
  });

  test.each([
    ['fewer counts than keys', { counts: [2] }],
    ['keys that do not ascend', { keys: [1383, 1338] }],
    ['bins with more observations than it counts', { counts: [1, 2] }],
    ['a greatest below the average', { max: 1.2 }],
    ['a name with a dash', { name: 'cache-hits' }],
  ])('a sketch with %s', async (_, fault) => {
    expect((await post('/api/beta/sketches', sketchPayload(fault))).status).toBe(400);
    expect(intake.names()).toEqual([]);
  });

  test.each([
    ['a status of 4', '/api/v1/check_run', { check: 'a', host_name: '', status: 4 }],
    ['no host name', '/api/v1/check_run', { check: 'a', status: 0 }],
    ['an event without text', '/api/v1/events', { title: 'a' }],
    ['an unknown alert type', '/api/v1/events', { title: 'a', text: 'b', alert_type: 'x' }],
    ['no JSON', '/api/v2/series', undefined],
  ])('%s', async (_, path, body) => {
    expect((await post(path, body === undefined ? '{' : JSON.stringify(body))).status).toBe(400);
  });

  test('a wrong key, path, size or encoding', async () => {
    const large = Buffer.alloc(512_001);
    const bomb = gzipSync(Buffer.alloc(5_242_881));
    const answers = await Promise.all([
      post('/api/v2/series', '{}', { 'dd-api-key': 'wrong' }),
      post('/api/v9/series', '{}'),
      fetch(`${intake.endpoint}/api/v2/series`, { headers: { 'dd-api-key': 'right' } }),
      post('/api/v2/series', large),
      post('/api/v2/series', bomb, { 'content-encoding': 'gzip' }),
      post('/api/v2/series', '{}', { 'content-encoding': 'br' }),
      post('/api/v2/series', '{}', { 'content-encoding': 'gzip' }),
      post('/api/beta/sketches', Buffer.from([0xff])),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 405, 413, 413, 415, 400, 400]);
    intake.changeKey('wrong');
    expect((await post('/api/v2/series', '{"series":[]}', { 'dd-api-key': 'wrong' })).status).toBe(202);
  });
});

describe('faults', () => {
  test('limits the rate with a reset time', async () => {
    intake.limitRate(7);
    const response = await post('/api/v2/series', JSON.stringify({ series: [count] }));
    expect([response.status, response.headers.get('x-ratelimit-reset')]).toEqual([429, '7']);
    expect(await postSeries(count)).toBe(202);
    expect(intake.value('hits', ['kind:a'])).toBe(2);
  });

  test('responds with another status and stores on 2xx', async () => {
    intake.respondWith({ status: 200 });
    intake.respondWith({ status: 503, headers: { 'retry-after': '3' }, body: 'busy' });
    expect([await postSeries(count), await postSeries({ ...count, points: [] })]).toEqual([200, 503]);
    expect(intake.value('hits', ['kind:a'])).toBe(2);
  });

  test('resets connections before or after storing', async () => {
    intake.reset();
    intake.resetAfterStoring();
    await expect(postSeries(count)).rejects.toThrow();
    expect(intake.names()).toEqual([]);
    await expect(postSeries(count)).rejects.toThrow();
    expect(intake.names()).toEqual(['hits']);
    expect(intake.requests.map(({ outcome }) => outcome)).toEqual(['reset', 'reset']);
  });

  test('hangs, and responds late', async () => {
    intake.hang();
    intake.delay(0.01);
    const signal = AbortSignal.timeout(200);
    const hanging = fetch(`${intake.endpoint}/api/v2/series`, {
      method: 'POST',
      body: '{"series":[]}',
      headers: { 'dd-api-key': 'right' },
      signal,
    });
    await intake.waitForRequests(1);
    expect(await postSeries(count)).toBe(202);
    await expect(hanging).rejects.toThrow();
    expect(intake.requests.map(({ outcome }) => outcome)).toEqual(['hung', 'accepted']);
  });

  test('refuses service checks and events until it recovers, and still accepts points', async () => {
    const body = JSON.stringify({ title: 'a', text: 'b' });
    intake.refuse('events', 400);
    expect([(await post('/api/v1/events', body)).status, await postSeries(count)]).toEqual([400, 202]);
    intake.recover();
    expect((await post('/api/v1/events', body)).status).toBe(202);
    expect(intake.events).toHaveLength(1);
  });
});

test('lists what arrived when a wait times out', async () => {
  await postSeries({ ...count, metric: '9' });
  await expect(intake.waitForRequests(2, 0.01)).rejects.toThrow(
    '1 of 2 requests arrived and 1 refusal arrived: "metric name is invalid: \\"9\\""',
  );
});
