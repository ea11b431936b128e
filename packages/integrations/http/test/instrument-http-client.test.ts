import { once } from 'node:events';
import { get, type IncomingMessage, type RequestListener } from 'node:http';
import { MetricsCollectorService, type MetricsRecorder } from '@bot-metrics/core';
import { RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { request as undiciRequest } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HttpClientOptions, instrumentHttpClient } from '../src/instrument-http-client.ts';
import { LoopbackServer } from './loopback-server.ts';

const DURATION = 'http.client.request.duration';
const undo: (() => unknown)[] = [];
let backend: RecordingBackend;
let collector: MetricsCollectorService;

beforeEach(() => {
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function instrument(options?: HttpClientOptions): void {
  undo.push(instrumentHttpClient(collector, options));
}

const answer: RequestListener = (request, response) => {
  if (request.url === '/lost') return void request.socket.destroy();
  if (request.url === '/half') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
    return void setImmediate(() => request.socket.destroy());
  }
  if (request.url === '/never') return;
  response.statusCode = request.url?.startsWith('/missing') ? 404 : 200;
  response.end('ok');
};

async function serve(): Promise<string> {
  const server = await LoopbackServer.start(answer);
  undo.push(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

async function measured() {
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  return backend.labelsOf(DURATION)[0];
}

/** The three ways to send a request. Each reads the whole response body. */
const clients: Readonly<Record<string, (url: string, signal?: AbortSignal) => Promise<unknown>>> = {
  fetch: async (url, signal) => (await fetch(url, signal === undefined ? {} : { signal })).text(),
  undici: async (url, signal) => (await undiciRequest(url, signal === undefined ? {} : { signal })).body.text(),
  'node:http': async (url, signal) => {
    const [response] = (await once(get(url, { agent: false, ...(signal && { signal }) }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    await once(response, 'end');
  },
};

describe.each(Object.entries(clients))('a request of %s', (name, client) => {
  it('is measured once by method, host and status, without port, path and query', async () => {
    instrument();
    await client(`${await serve()}/users/42?token=secret`);
    expect(await measured()).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'http.response.status_code': 200,
    });
    expect(backend.valuesOf(DURATION)[0]).toBeLessThan(5);
  });

  it('has a status of 400 or above as its error type', async () => {
    instrument();
    await client(`${await serve()}/missing/42`);
    expect(await measured()).toMatchObject({ 'http.response.status_code': 404, 'error.type': '404' });
  });

  it('that is lost before or during its response records the error code', async () => {
    instrument();
    const url = await serve();
    await expect(client(`${url}/lost`)).rejects.toThrow();
    await expect(client(`${url}/half`)).rejects.toThrow();
    await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(2));
    const error = name === 'node:http' ? 'ECONNRESET' : 'UND_ERR_SOCKET';
    expect(backend.labelsOf(DURATION)).toEqual([
      { 'http.request.method': 'GET', 'server.address': '127.0.0.1', 'error.type': error },
      {
        'http.request.method': 'GET',
        'server.address': '127.0.0.1',
        'http.response.status_code': 200,
        'error.type': error,
      },
    ]);
  });

  it('that is refused records the error code', async () => {
    instrument();
    const server = await LoopbackServer.start(answer);
    const url = `http://127.0.0.1:${server.port}`;
    await server.close();
    await expect(client(url)).rejects.toThrow();
    expect(await measured()).toMatchObject({ 'error.type': 'ECONNREFUSED' });
  });

  it('that is aborted is recorded as aborted', async () => {
    instrument();
    const abort = new AbortController();
    const request = client(`${await serve()}/never`, abort.signal);
    setImmediate(() => abort.abort());
    await expect(request).rejects.toThrow();
    const { 'error.type': error } = (await measured()) ?? {};
    expect(['AbortError', 'ABORT_ERR', 'UND_ERR_ABORTED']).toContain(error);
  });

  it('to the Bot API is left out, as is what the ignore option excludes', async () => {
    const ignore = vi.fn(() => true);
    instrument({ ignore });
    const api = await startFakeBotApi();
    undo.push(() => api.close());
    await client(`${api.apiRoot}/bot${api.token}/getMe`);
    expect(ignore).not.toHaveBeenCalled();
    await client(await serve());
    expect(ignore).toHaveBeenCalledWith({ method: 'GET', host: '127.0.0.1' });
    expect(backend.records).toEqual([]);
  });

  it('is sent even if the ignore option throws', async () => {
    const ignore = vi.fn(() => {
      throw new Error('broken option');
    });
    instrument({ ignore });
    await client(await serve());
    expect(ignore).toHaveBeenCalledTimes(1);
  });

  it('gets the same response when every record throws', async () => {
    const broken = vi.fn(() => {
      throw new Error('broken backend');
    });
    const recorder: MetricsRecorder = { recordCounter: broken, setGauge: broken, recordHistogram: broken };
    undo.push(instrumentHttpClient(new MetricsCollectorService(recorder)));
    const url = await serve();
    await client(url);
    await vi.waitFor(() => expect(broken).toHaveBeenCalledTimes(1));
    await expect(client(`${url}/lost`)).rejects.not.toThrow('broken backend');
    expect(broken).toHaveBeenCalledTimes(2);
  });

  it('is measured once when the same collector is given twice, and not once removed', async () => {
    instrument();
    instrument();
    const url = await serve();
    await client(url);
    await measured();
    undo[0]?.();
    await client(url);
    expect(backend.labelsOf(DURATION)).toHaveLength(1);
  });
});

it.each(['fetch', 'node:http'])(
  'an export of this SDK with %s is not measured, and other requests are',
  async (client) => {
    instrument();
    const url = await serve();
    const send = async (userAgent: string) => {
      const headers = { 'user-agent': userAgent };
      if (client === 'fetch') return (await fetch(url, { headers })).text();
      const [response] = (await once(get(url, { agent: false, headers }), 'response')) as [IncomingMessage];
      return once(response.resume(), 'end');
    };
    for (const agent of [
      'bot-metrics-otlp',
      'aws-sdk-js/3.0 bot-metrics-cloudwatch',
      'my-bot-metrics-reader',
      'other',
    ]) {
      await send(agent);
    }
    await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(2));
  },
);
