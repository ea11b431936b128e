import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { httpRequest } from './http-request.ts';
import { parsePage } from './strict-page.ts';

/** Every UTF-16 code unit may occur, half of a surrogate pair too; pieces that mean something somewhere occur often. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\\',
        '"',
        '\n',
        '{',
        '}',
        ',',
        '=',
        ' ',
        '#',
        '\ud800',
        '\udc00',
        '\ufffd',
        '\0',
        'é',
        '😀',
        ';',
      ),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

const metricName = fc.oneof(
  fc.constantFrom(
    'a',
    'a.b',
    'a_b',
    'a.b.total',
    'a.count',
    'a_bucket',
    'a.created',
    'total',
    'target.info',
    'target',
    'a.s',
  ),
  fc.stringMatching(/^[a-z][a-z0-9._/-]{0,6}$/),
  anyText,
);
const labelName = fc.oneof(
  fc.constantFrom(
    'a.b',
    'a_b',
    'a-b',
    'le',
    'exported_le',
    '__name__',
    '9x',
    'otel.metric.overflow',
    '__proto__',
    'constructor',
  ),
  anyText,
);
const record = fc.record({
  method: fc.constantFrom('recordCounter', 'setGauge', 'recordHistogram'),
  name: metricName,
  value: fc.oneof(fc.double(), fc.integer(), fc.constantFrom(2 ** 53, -0, 1e300, 5e-324)),
  labels: fc.dictionary(labelName, fc.oneof(anyText, fc.constantFrom('x', 1, true)), { maxKeys: 4 }),
} as const);

let current = new PrometheusMetricsBackend({ listen: false });
const server = createServer((request, response) => void current.handler(request, response));
let url = '';

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => new Promise((closed) => server.close(closed)));

it.each(['underscores', 'utf-8'] as const)(
  'writes pages that a strict receiver takes, whatever is recorded, with names in %s',
  async (names) => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), async (records) => {
        const clock = new FakeClock();
        const diagnostics = new CollectedDiagnostics();
        current = new PrometheusMetricsBackend({ listen: false, names, diagnostics, clock, resource: { 'a.b': 1 } });
        for (const { method, name, value, labels } of records) current[method](name, value, labels);
        await clock.advance(1);
        const first = await httpRequest(url);
        parsePage(first.body.toString(), 'text');
        const second = await httpRequest(url);
        expect(second.body).toEqual(first.body);
        const open = await httpRequest(url, { headers: { accept: 'application/openmetrics-text' } });
        parsePage(open.body.toString(), 'openmetrics');
        for (const [media, format] of [
          ['text/plain', 'text'],
          ['application/openmetrics-text', 'openmetrics'],
        ] as const) {
          const accept = `${media};version=1.0.0;escaping=allow-utf-8`;
          parsePage((await httpRequest(url, { headers: { accept } })).body.toString(), format);
        }
        const { offered, delivered, pending, dropped } = current.account();
        expect([offered, pending]).toEqual([records.length, 0]);
        expect(delivered + Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBe(records.length);
      }),
      { numRuns: 150 },
    );
  },
);
