import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { type Labels, Metrics, MetricsCollectorService, type MetricsRecorder } from '@bot-metrics/core';
import { CollectedDiagnostics, RecordingBackend } from '@bot-metrics/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const DURATION = 'http.server.request.duration';
const ACTIVE = 'http.server.active_requests';

/** A running server, instrumented or not. */
export interface ScenarioServer {
  readonly port: number;
  close(): Promise<unknown>;
}

/**
 * Starts a server of one framework on a free port, with these routes: `/shops/:shop/users/:id`, through a mount at
 * `/shops/:shop`, responds `user`; `/throws` throws an error; `/rejects` rejects with one; `/part` writes `part` and
 * never ends.
 *
 * @param collectors collectors to instrument the server with, in this order; empty for an uninstrumented server
 */
export type StartServer = (collectors: readonly MetricsCollectorService[]) => Promise<ScenarioServer>;

class BrokenCollector extends MetricsCollectorService {
  override recordHttpRequest(): never {
    throw new Error('broken collector');
  }
}

/** What every framework must do, whatever its hooks look like. */
export function describeFramework(name: string, start: StartServer): void {
  let backend: RecordingBackend;
  let collector: MetricsCollectorService;
  let running: ScenarioServer[];

  beforeEach(() => {
    backend = new RecordingBackend();
    collector = new MetricsCollectorService(backend);
    running = [];
  });
  afterEach(async () => {
    for (const server of running) await server.close();
  });

  async function serve(...collectors: MetricsCollectorService[]): Promise<number> {
    const server = await start(collectors);
    running.push(server);
    return server.port;
  }

  /** Resolves once this many requests have ended and none is in flight. */
  async function ended(count: number): Promise<readonly Labels[]> {
    await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toHaveLength(2 * count));
    expect(backend.valuesOf(ACTIVE).at(-1)).toBe(0);
    expect(backend.labelsOf(DURATION)).toHaveLength(count);
    return backend.labelsOf(DURATION);
  }

  const get = { 'http.request.method': 'GET' };
  const user = { ...get, 'http.route': '/shops/:shop/users/:id', 'http.response.status_code': 200 };

  describe(name, () => {
    it('labels the route template through a parameterised mount', async () => {
      const port = await serve(collector);
      expect(await answer(port, '/shops/7/users/42?secret=1')).toMatch(/^HTTP\/1\.1 200 .*user/s);
      expect(await ended(1)).toEqual([user]);
    });

    it('labels no path if nothing matched', async () => {
      const port = await serve(collector);
      expect(await answer(port, '/wp-login.php?secret=1')).toMatch(/^HTTP\/1\.1 404 /);
      expect(await ended(1)).toEqual([{ ...get, 'http.response.status_code': 404 }]);
    });

    it('records handlers that throw and that reject', async () => {
      const port = await serve(collector);
      for (const path of ['/throws', '/rejects']) expect(await answer(port, path)).toMatch(/^HTTP\/1\.1 500 /);
      const fault = { ...get, 'http.response.status_code': 500, 'error.type': '500' };
      expect(await ended(2)).toEqual([
        { ...fault, 'http.route': '/throws' },
        { ...fault, 'http.route': '/rejects' },
      ]);
    });

    it('ends a request whose client disconnects', async () => {
      const port = await serve(collector);
      const client = request({ host: '127.0.0.1', port, path: '/part', agent: false });
      client.on('error', () => {}).end();
      await once(client, 'response');
      client.destroy();
      expect(await ended(1)).toEqual([{ ...get, 'http.route': '/part', 'error.type': 'client_closed' }]);
    });

    it('measures each request of a kept-alive connection and of a pipeline', async () => {
      const port = await serve(collector);
      const socket = connect(port, '127.0.0.1');
      const one = 'GET /shops/7/users/42 HTTP/1.1\r\nHost: x\r\n\r\n';
      socket.write(one);
      await ended(1);
      socket.write(one);
      await ended(2);
      socket.write(one + one + one);
      expect(await ended(5)).toEqual(Array(5).fill(user));
      socket.destroy();
    });

    it('ends the requests of a pipeline whose client disconnects', async () => {
      const port = await serve(collector);
      const socket = connect(port, '127.0.0.1');
      socket.write('GET /part HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3));
      await vi.waitFor(() => expect(Math.max(0, ...backend.valuesOf(ACTIVE))).toBe(3));
      socket.destroy();
      expect(await ended(3)).toEqual(Array(3).fill(expect.objectContaining({ 'error.type': 'client_closed' })));
    });

    it('responds byte for byte as without instrumentation when every record throws, and when instrumented twice', async () => {
      const broken = (): never => {
        throw new Error('broken backend');
      };
      const recorder: MetricsRecorder = { recordCounter: broken, setGauge: broken, recordHistogram: broken };
      const answers = async (...collectors: MetricsCollectorService[]) => {
        const port = await serve(...collectors);
        const paths = ['/shops/7/users/42', '/wp-login.php', '/throws', '/rejects'];
        return Promise.all(paths.map((path) => answer(port, path)));
      };
      const without = await answers();
      const metrics = new Metrics(recorder, { diagnostics: new CollectedDiagnostics() });
      expect(await answers(new BrokenCollector(metrics))).toEqual(without);
      expect(await answers(collector, collector)).toEqual(without);
      await ended(4);
    });
  });
}

/** The complete response on a connection of its own, except for the date. */
async function answer(port: number, path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const bytes = Buffer.concat(await socket.toArray());
  return bytes.toString().replace(/^Date: .*\r\n/im, '');
}
