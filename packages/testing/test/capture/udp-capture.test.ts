import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { startUdpCapture } from '../../src/capture/udp-capture.ts';

async function send(port: number, ...datagrams: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const datagram of datagrams) {
    await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
  }
  socket.close();
}

test('records packets whole and as lines', async () => {
  const capture = await startUdpCapture();
  onTestFinished(() => capture.close());
  await send(capture.port, 'a:1|c\nb:2|g\n', 'größe:3|ms');
  await capture.waitFor((lines) => lines.length === 3);
  expect(capture.packets).toEqual(['a:1|c\nb:2|g\n', 'größe:3|ms']);
  expect(capture.lines).toEqual(['a:1|c', 'b:2|g', 'größe:3|ms']);
});

test('lists the lines that arrived when a wait times out', async () => {
  const capture = await startUdpCapture();
  onTestFinished(() => capture.close());
  await send(capture.port, 'a:1|c');
  await capture.waitFor((lines) => lines.length === 1);
  await expect(capture.waitFor((lines) => lines.includes('b:1|c'), 0.01)).rejects.toThrow('1 line arrived: "a:1|c"');
});

test('can return on an earlier port', async () => {
  const before = await startUdpCapture();
  await Promise.all([before.close(), before.close()]);
  const after = await startUdpCapture({ port: before.port });
  onTestFinished(() => after.close());
  await send(before.port, 'a:1|c');
  await after.waitFor((lines) => lines.includes('a:1|c'));
});

test('loses only what is sent while it is down', async () => {
  const capture = await startUdpCapture();
  await send(capture.port, 'a:1|c');
  await capture.settled();
  await capture.down();
  await send(capture.port, 'b:1|c');
  await capture.up();
  await send(capture.port, 'c:1|c');
  await capture.settled();
  expect(capture.lines).toEqual(['a:1|c', 'c:1|c']);
  await capture.close();
});
