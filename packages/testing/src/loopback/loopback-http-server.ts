import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { InterruptibleServer } from '../faults/interruptible-server.ts';
import { type LoopbackAddress, loopbackHost } from './loopback-address.ts';

/** The certificate of an HTTPS server, in PEM. */
export interface ServerTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Clients must show a certificate that one of these has signed. @default they need none */
  readonly ca?: string | Buffer;
}

export interface LoopbackHttpServer {
  readonly port: number;
  /** Without a slash at the end, such as `http://127.0.0.1:41233`. */
  readonly url: string;
  /** How many were ever made. */
  readonly connections: number;
  /** Cuts every connection and frees the port: from now on connections are refused. */
  down(): Promise<void>;
  /** Listens on its port again. */
  up(): Promise<void>;
  /** Cuts every connection and frees the port. Calling it twice does no harm. */
  close(): Promise<void>;
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An error of `handle` answers 500 with its text, or cuts the connection if the answer has begun. */
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

/** Rejects if the client hangs up before the end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  // Memory of its own: a small body that is kept would keep the pool that Node shares among buffers.
  const body = Buffer.alloc(chunks.reduce((bytes, chunk) => bytes + chunk.length, 0));
  let length = 0;
  for (const chunk of chunks) length += chunk.copy(body, length);
  return body;
}
