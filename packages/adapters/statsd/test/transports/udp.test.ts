import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { FakeClock } from '@bot-metrics/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { Addresses } from '../../src/transports/addresses.ts';
import { UdpTransport } from '../../src/transports/udp.ts';

const undo: (() => unknown)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

const packet = [Buffer.from('orders:1|c')];

async function listen(address: string, port = 0): Promise<{ port: number; received: string[] }> {
  const socket: Socket = createSocket('udp4');
  const received: string[] = [];
  socket.on('message', (message) => received.push(String(message)));
  socket.bind(port, address);
  await once(socket, 'listening');
  undo.push(() => socket.close());
  return { port: socket.address().port, received };
}

const at = (...addresses: string[]) => addresses.map((address) => ({ address, family: 4 }));

test('localhost reaches a daemon that listens on IPv4 only', async () => {
  const { port, received } = await listen('127.0.0.1');
  const transport = new UdpTransport(new Addresses('localhost', new FakeClock()), port, () => {});
  undo.push(() => transport.close());
  await transport.send(packet);
  await vi.waitFor(() => expect(received).toHaveLength(1));
});

test('a host whose first address refuses datagrams is reached at its second one', async () => {
  const { port, received } = await listen('127.0.0.3');
  const refused = vi.fn();
  const addresses = new Addresses('daemon', new FakeClock(), async () => at('127.0.0.2', '127.0.0.3'));
  const transport = new UdpTransport(addresses, port, refused);
  undo.push(() => transport.close());
  await transport.send(packet);
  await vi.waitFor(() => expect(refused).toHaveBeenCalledTimes(1));
  await transport.send(packet);
  await vi.waitFor(() => expect(received).toHaveLength(1));
});

test('a name that moves is followed, although the old address still accepts datagrams', async () => {
  const before = await listen('127.0.0.2');
  const after = await listen('127.0.0.3', before.port);
  const clock = new FakeClock();
  let current = at('127.0.0.2');
  const transport = new UdpTransport(new Addresses('daemon', clock, async () => current), before.port, () => {});
  undo.push(() => transport.close());
  await transport.send(packet);
  current = at('127.0.0.3');
  await clock.advance(60);
  await transport.send(packet);
  await vi.waitFor(() => expect(after.received).toHaveLength(1));
  expect(before.received).toHaveLength(1);
});
