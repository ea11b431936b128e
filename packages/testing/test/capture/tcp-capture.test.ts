import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startTcpCapture, type TcpCapture } from '../../src/capture/tcp-capture.ts';

async function start(): Promise<TcpCapture> {
  const capture = await startTcpCapture();
  onTestFinished(() => capture.close());
  return capture;
}

async function client(capture: TcpCapture): Promise<Socket> {
  const socket = connect(capture.port, '127.0.0.1').setNoDelay();
  // A receiver that goes away resets unread data; each test waits for what matters to it.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

test('assembles lines and characters across chunks', async () => {
  const capture = await start();
  const socket = await client(capture);
  const bytes = Buffer.from('größe:1|c\nb:2|c\nunfinished');
  for (const byte of bytes) {
    await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
  }
  socket.end();
  await capture.waitFor(() => capture.connections === 1 && capture.openConnections === 0);
  expect(capture.lines).toEqual(['größe:1|c', 'b:2|c']);
});

test('resets dropped connections and accepts new ones', async () => {
  const capture = await start();
  const dropped = await client(capture);
  await capture.waitFor(() => capture.openConnections === 1);
  const error = once(dropped, 'error');
  capture.dropConnections();
  expect(await error).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
  const second = await client(capture);
  second.end('c:3|c\n');
  await capture.waitFor((lines) => lines.includes('c:3|c'));
  expect(capture.connections).toBe(2);
});

test('closing ends open connections and waits', async () => {
  const capture = await start();
  const socket = await client(capture);
  await capture.waitFor(() => capture.openConnections === 1);
  const closed = once(socket, 'close');
  const waiting = expect(capture.waitFor((lines) => lines.length > 0)).rejects.toThrow('the server closed');
  await Promise.all([capture.close(), capture.close()]);
  await closed;
  await waiting;
  expect(capture.openConnections).toBe(0);
});

test('can return on an earlier port', async () => {
  const before = await startTcpCapture();
  await before.close();
  const after = await startTcpCapture({ port: before.port });
  onTestFinished(() => after.close());
  (await client(after)).end('a:1|c\n');
  await after.waitFor((lines) => lines.includes('a:1|c'));
});

test('keeps its lines while it is down', async () => {
  const capture = await start();
  (await client(capture)).end('a:1|c\n');
  await capture.settled();
  await capture.down();
  const refused = connect(capture.port, '127.0.0.1');
  expect(await once(refused, 'error')).toEqual([expect.objectContaining({ code: 'ECONNREFUSED' })]);
  await capture.up();
  (await client(capture)).end('b:1|c\n');
  await capture.settled();
  expect(capture.lines).toEqual(['a:1|c', 'b:1|c']);
});
