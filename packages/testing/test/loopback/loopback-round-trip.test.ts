import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { loopbackRoundTrip } from '../../src/loopback/loopback-round-trip.ts';

test('everything that the kernel held before has been read afterwards', async () => {
  let datagrams = 0;
  const receiver = createSocket('udp4', () => {
    datagrams += 1;
  });
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const sender = createSocket('udp4');
  for (let i = 0; i < 50; i++) {
    await new Promise((resolve) => sender.send('x', receiver.address().port, '127.0.0.1', resolve));
  }
  await loopbackRoundTrip();
  expect(datagrams).toBe(50);
  sender.close();
  receiver.close();
});
