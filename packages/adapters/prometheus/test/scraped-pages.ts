import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { httpRequest } from './http-request.ts';

/** One server for the pages of many backends. Answers the page of a backend as a scraper with these headers gets it. */
export function scrapedPages(): (
  backend: PrometheusMetricsBackend,
  headers?: Record<string, string>,
) => Promise<Buffer> {
  let current = new PrometheusMetricsBackend({ listen: false });
  const server = createServer((request, response) => void current.handler(request, response));
  let url = '';

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  return async (backend, headers = {}) => {
    current = backend;
    return (await httpRequest(url, { headers })).body;
  };
}
