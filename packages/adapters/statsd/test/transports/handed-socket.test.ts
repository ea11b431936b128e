import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { CollectedDiagnostics, startUdpCapture } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../../src/statsd-metrics-backend.ts';
import type { DatagramSocket } from '../../src/transports/handed-socket.ts';

test('a connected socket of the application carries the packets and is left open', async () => {
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

test('what the socket refuses stays pending and goes out later, with one line of log each way', async () => {
  const diagnostics = new CollectedDiagnostics();
  const taken: string[] = [];
  let refuses = true;
  const socket: DatagramSocket = {
    send(packet, callback) {
      if (!refuses) taken.push(packet.toString());
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
  expect(taken).toEqual(['orders:3|c']);
  expect(backend.account()).toMatchObject({ offered: 3, delivered: 3, pending: 0, dropped: {} });
  expect(diagnostics.events.length).toBe(2);
  await backend.shutdown();
});

test('a socket that throws is a failed export and nothing else', async () => {
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
