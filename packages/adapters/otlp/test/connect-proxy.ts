import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A request to the proxy. */
interface ProxiedRequest {
  readonly method: string;
  /** `host:port` of a tunnel, or the complete URL. */
  readonly target: string;
  readonly authorization: string | undefined;
}

/** A proxy on 127.0.0.1 that resolves every host to this machine. */
export interface ConnectProxy {
  readonly port: number;
  readonly requests: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/** @param credentials `user:password`; other requests are answered with 407 */
export async function startConnectProxy(credentials?: string): Promise<ConnectProxy> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  const basic = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const isRefused = (method: string | undefined, target: string | undefined, authorization: string | undefined) => {
    requests.push({ method: method ?? '', target: target ?? '', authorization });
    return basic !== undefined && authorization !== basic;
  };
  const server = createServer((incoming, response) => {
    const { 'proxy-authorization': authorization, ...headers } = incoming.headers;
    if (isRefused(incoming.method, incoming.url, authorization)) return response.writeHead(407).end();
    const { port, pathname } = new URL(incoming.url ?? '');
    const onward = request({ host: '127.0.0.1', port, path: pathname, method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    return incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket: Socket) => {
    if (isRefused('CONNECT', incoming.url, incoming.headers['proxy-authorization'])) {
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
    }
    const onward = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    return socket.on('error', () => onward.destroy());
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
