import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { anyRecord } from './any-record.ts';
import { httpRequest } from './http-request.ts';
import { parsePage } from './strict-page.ts';

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
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 30 }), async (records) => {
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
