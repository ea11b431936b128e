import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { InterruptibleServer } from '../faults/interruptible-server.ts';
import { type LoopbackAddress, loopbackHost } from './loopback-address.ts';

/** The certificate of an HTTPS server, in PEM. */
export interface ServerTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** If set, clients need a certificate signed by one of these authorities. @default not required */
  readonly ca?: string | Buffer;
}

export interface LoopbackHttpServer {
  readonly port: number;
  /** Without a trailing slash, such as `http://127.0.0.1:41233`. */
  readonly url: string;
  /** Connections made so far. */
  readonly connections: number;
  /** Closes every connection and frees the port, so that further connections are refused. */
  down(): Promise<void>;
  /** Listens on the same port again. */
  up(): Promise<void>;
  /** Closes every connection and frees the port. Calling it twice has no effect. */
  close(): Promise<void>;
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * If `handle` throws, the response is 500 with the error's text, or the connection closes if the response has begun.
 */
export async function startLoopbackHttpServer(
  handle: HttpHandler,
  address: LoopbackAddress & { readonly tls?: ServerTls } = {},
): Promise<LoopbackHttpServer> {
  const host = loopbackHost(address);
  const { tls } = address;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  };
  const server =
    tls === undefined ? createServer(answer) : createTlsServer({ ...tls, requestCert: tls.ca !== undefined }, answer);
  const listener = await InterruptibleServer.listen(server, host, address.port ?? 0);
  return {
    port: listener.port,
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listener.port}`,
    get connections() {
      return listener.connections;
    },
    down: () => listener.down(),
    up: () => listener.up(),
    close: () => listener.down(),
  };
}

/** Rejects if the client disconnects before the end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  // Copy into new memory: a small body would otherwise keep alive the pool that Node shares among buffers.
  const body = Buffer.alloc(chunks.reduce((bytes, chunk) => bytes + chunk.length, 0));
  let length = 0;
  for (const chunk of chunks) length += chunk.copy(body, length);
  return body;
}
