import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { BotMetricsError, type Diagnostics, errorText } from '@bot-metrics/core';
import { configurationError, type Pem, readSecret } from '@bot-metrics/core/options';
import type { TlsMaterial } from './options.ts';

/** A client sends a few hundred bytes. One that takes longer than this holds a connection for nothing. */
const REQUEST_MILLISECONDS = 10_000;

/**
 * Pipelined requests of one connection in progress, far more than scrapers and probes make. A client that sends requests and reads no
 * responses would otherwise fill the memory.
 */
const MAX_PIPELINED = 100;

/** Handles requests for one path. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** The address of a server and its routes. */
export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: TlsMaterial | undefined;
  readonly diagnostics: Diagnostics;
  /** A further remedy for a port that is in use; it ends the message. */
  readonly alternative?: string;
  /** Handlers by path. Called for each request; all other paths are 404. */
  readonly routes: () => ReadonlyMap<string, RequestHandler>;
}

/** An HTTP server with a few paths. Neither it nor its connections keep the process alive. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  /** Every open connection, also one that has sent nothing or whose TLS handshake has not ended, which the server does not count. */
  readonly #sockets = new Set<Socket>();
  /** By the client's address: the responses that are being sent. */
  readonly #responses = new Map<string, number>();
  #hasRefused = false;

  private constructor(options: HttpServerOptions, tls: LoadedTls | undefined) {
    this.#options = options;
    const limits = {
      requestTimeout: REQUEST_MILLISECONDS,
      headersTimeout: REQUEST_MILLISECONDS,
      connectionsCheckingInterval: 1000,
    };
    const route = (request: IncomingMessage, response: ServerResponse): void => {
      this.#countResponse(request.socket, response);
      this.#route(request, response);
    };
    this.#server =
      tls === undefined
        ? createServer(limits, route)
        : createTlsServer(
            { ...limits, handshakeTimeout: REQUEST_MILLISECONDS, ...tls, requestCert: tls.ca !== undefined },
            route,
          );
    this.#server.on('connection', (socket: Socket) => {
      const client = addressOf(socket);
      socket.unref();
      this.#sockets.add(socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        // On Node 20, pipelined responses that wait for their turn do not close with their connection.
        this.#responses.delete(client);
      });
    });
    this.#server.unref();
  }

  /**
   * Starts to listen.
   * @throws BotMetricsError `port_in_use`; `invalid_configuration` for an address that is not this host's, or a certificate
   * that cannot be used
   */
  static async open(options: HttpServerOptions): Promise<HttpServer> {
    const tls = options.tls && (await loadTls(options.tls));
    const server = HttpServer.#create(options, tls);
    await server.#listen();
    return server;
  }

  static #create(options: HttpServerOptions, tls: LoadedTls | undefined): HttpServer {
    try {
      return new HttpServer(options, tls);
    } catch (cause) {
      const why = errorText(cause);
      throw configurationError([{ path: ['tls'], text: `cannot use the certificate and the key: ${why}` }], cause);
    }
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  /** The origin of its URLs, such as `http://127.0.0.1:9464`. */
  get origin(): string {
    const { host, tls } = this.#options;
    const scheme = tls === undefined ? 'http' : 'https';
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  /** Accepts no more connections, lets running responses end, and closes all other connections; at the deadline, every connection. */
  close(deadlineSeconds: number): Promise<void> {
    return new Promise((resolve) => {
      const deadline = setTimeout(() => this.#destroySockets(() => true), deadlineSeconds * 1000);
      this.#server.close(() => {
        clearTimeout(deadline);
        resolve();
      });
      this.#destroySockets((socket) => !this.#responses.has(addressOf(socket)));
    });
  }

  #destroySockets(isSelected: (socket: Socket) => boolean): void {
    for (const socket of this.#sockets) if (isSelected(socket)) socket.destroy();
  }

  #countResponse(socket: Socket, response: ServerResponse): void {
    const client = addressOf(socket);
    this.#responses.set(client, (this.#responses.get(client) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.#responses.get(client) ?? 1) - 1;
      if (left > 0) this.#responses.set(client, left);
      else this.#responses.delete(client);
      if (left === 0 && !this.#server.listening) socket.destroySoon();
    });
  }

  #listen(): Promise<void> {
    const { host, port, diagnostics, alternative = '' } = this.#options;
    return new Promise((resolve, reject) => {
      const onError = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, host, port, alternative));
      this.#server.once('error', onError);
      this.#server.listen(port, host, () => {
        this.#server.off('error', onError);
        this.#server.on('error', (cause) => {
          diagnostics.report({
            code: 'server_error',
            message: `metrics server: ${cause.message}`,
            severity: 'error',
            cause,
          });
        });
        resolve();
      });
    });
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    if (this.#responses.get(addressOf(request.socket))! > MAX_PIPELINED) return this.#refuse(response);
    const routes = this.#options.routes();
    const handler = routes.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (handler !== undefined) return handler(request, response);
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
      .end(`not found; this server has ${[...routes.keys()].join(', ')}\n`);
  }

  /** Closing the connection makes a client stop that sends requests without reading the responses. */
  #refuse(response: ServerResponse): void {
    const why = `${MAX_PIPELINED} requests of this connection are in progress`;
    if (!this.#hasRefused) {
      this.#hasRefused = true;
      const message = `metrics server: a request was refused with 503: ${why}; read the responses before sending more requests`;
      this.#options.diagnostics.report({ code: 'requests_in_flight', message, severity: 'warn' });
    }
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5', connection: 'close' };
    response.writeHead(503, headers).end(`${why}; read their responses first\n`);
  }
}

/** The address of the client, which is the same for a TLS connection and its TCP connection. */
function addressOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

interface LoadedTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  readonly ca?: string | Buffer;
}

async function loadTls({ cert, key, ca }: TlsMaterial): Promise<LoadedTls> {
  return {
    cert: await readPem(cert),
    key: await readPem(key),
    ...(ca === undefined ? {} : { ca: await readPem(ca) }),
  };
}

async function readPem(pem: Pem): Promise<string | Buffer> {
  return pem instanceof Uint8Array ? Buffer.from(pem) : readSecret(pem);
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number, alternative: string): BotMetricsError {
  if (cause.code !== 'EADDRINUSE') {
    const text = `cannot listen on ${host}:${port}: ${cause.message}; check the address`;
    return configurationError([{ path: ['host'], text }], cause);
  }
  return new BotMetricsError(
    'port_in_use',
    `cannot listen on ${host}:${port}: the port is in use; choose another port (0 takes a free one)${alternative}`,
    { cause },
  );
}
