import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { CollectedDiagnostics, startUdpCapture } from '@bot-metrics/testing';
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
