import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { CollectedDiagnostics, FakeClock, startUdpCapture } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../../src/statsd-metrics-backend.ts';
import type { DatagramSocket } from '../../src/transports/handed-socket.ts';

test('packets go through a connected socket of the application, which stays open', async () => {
  const daemon = await startUdpCapture();
  const socket = createSocket('udp4');
  socket.connect(daemon.port, '127.0.0.1');
  await once(socket, 'connect');
  const backend = new StatsdMetricsBackend({ socket, maxPacketBytes: 64 });
  for (let i = 0; i < 20; i++) backend.recordCounter('orders', 2, { kind: `k${i}` });
  await backend.shutdown();
  await daemon.waitFor((lines) => lines.length === 20);
  expect(daemon.lines).toEqual(Array.from({ length: 20 }, (_, i) => `orders;kind=k${i}:2|c`));
  expect(daemon.packets.length).toBe(7);
  expect(socket.remoteAddress().port).toBe(daemon.port);
  socket.close();
  await daemon.close();
});

test('packets that the socket rejects stay pending and are sent later, with one log line for the outage and one for its end', async () => {
  const diagnostics = new CollectedDiagnostics();
  const accepted: string[] = [];
  let refuses = true;
  const socket: DatagramSocket = {
    send(packet, callback) {
      if (!refuses) accepted.push(packet.toString());
      callback(refuses ? Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }) : null);
    },
  };
  const backend = new StatsdMetricsBackend({ socket, diagnostics });
  for (let i = 0; i < 3; i++) {
    backend.recordCounter('orders');
    await expect(backend.flush()).rejects.toThrow('connect ENOENT');
  }
  expect(backend.account()).toMatchObject({ offered: 3, delivered: 0, pending: 3 });
  refuses = false;
  await backend.flush();
  expect(accepted).toEqual(['orders:3|c']);
  expect(backend.account()).toMatchObject({ offered: 3, delivered: 3, pending: 0, dropped: {} });
  expect(diagnostics.events.length).toBe(2);
  await backend.shutdown();
});

test('a socket that throws only fails the export', async () => {
  const socket: DatagramSocket = {
    send() {
      throw new Error('closed');
    },
  };
  const backend = new StatsdMetricsBackend({ socket, diagnostics: new CollectedDiagnostics() });
  backend.recordCounter('orders');
  await expect(backend.flush()).rejects.toThrow('closed');
  expect(backend.account()).toMatchObject({ offered: 1, delivered: 0, pending: 1 });
});

/** Unix datagrams: a connected socket belongs to one run of its peer, and stays dead when the peer restarts. */
class Peer {
  readonly lines: string[] = [];
  readonly sockets: { closed: boolean }[] = [];
  #run = 1;

  restart(): void {
    this.#run += 1;
  }

  connect(): DatagramSocket {
    const run = this.#run;
    const state = { closed: false };
    this.sockets.push(state);
    return {
      send: (packet, callback) => {
        if (run !== this.#run) return callback(Object.assign(new Error('send ECONNREFUSED'), { code: 'ECONNREFUSED' }));
        this.lines.push(String(packet));
        callback();
      },
      close: () => {
        state.closed = true;
      },
    };
  }
}

test.each([true, false])(
  'a socket that a function opens is opened again after its peer restarts (aggregate: %s)',
  async (aggregate) => {
    const peer = new Peer();
    const clock = new FakeClock();
    const options = { socket: () => peer.connect(), aggregate, clock, scheduler: clock };
    const backend = new StatsdMetricsBackend({ ...options, diagnostics: new CollectedDiagnostics() });
    const flush = async () => {
      const flushed = backend.flush().catch(() => {});
      await clock.advance(2);
      await flushed;
    };
    backend.recordCounter('orders', 1);
    await flush();
    peer.restart();
    backend.recordCounter('orders', 2);
    await flush();
    await flush();
    expect(peer.lines).toEqual(['orders:1|c', 'orders:2|c']);
    expect(backend.account()).toMatchObject({ offered: 2, delivered: 2, pending: 0, dropped: {} });
    await backend.shutdown();
    expect(peer.sockets).toEqual([{ closed: true }, { closed: true }]);
  },
);

test('a socket that is passed itself and whose peer restarted is reported with the way to have it opened again', async () => {
  const peer = new Peer();
  const diagnostics = new CollectedDiagnostics();
  const backend = new StatsdMetricsBackend({ socket: peer.connect(), diagnostics });
  peer.restart();
  backend.recordCounter('orders');
  await expect(backend.flush()).rejects.toThrow('ECONNREFUSED');
  expect(diagnostics.events[0]?.message).toContain('so pass a function that opens it: socket: () => …');
  expect(peer.sockets).toEqual([{ closed: false }]);
  await backend.shutdown(0).catch(() => {});
});

test('a function that throws only fails the export, and is called again with the next one', async () => {
  const peer = new Peer();
  let works = false;
  const socket = () => {
    if (!works) throw new Error('connect ENOENT');
    return peer.connect();
  };
  const backend = new StatsdMetricsBackend({ socket, diagnostics: new CollectedDiagnostics() });
  backend.recordCounter('orders');
  await expect(backend.flush()).rejects.toThrow('connect ENOENT');
  works = true;
  await backend.flush();
  expect(peer.lines).toEqual(['orders:1|c']);
  await backend.shutdown();
});
