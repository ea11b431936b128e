import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/**
 * Resolves after bytes have made a round trip to this process. Since the event loop handles ready sockets in order,
 * everything that the kernel held before has been read by then. For receivers that cannot know how much is to come.
 */
export async function loopbackRoundTrip(): Promise<void> {
  const server = createServer((socket) => socket.pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('.');
  await once(socket, 'data');
  socket.destroy();
  server.close();
  await once(server, 'close');
}
