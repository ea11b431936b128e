import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { BotMetricsError, type Diagnostics } from '@bot-metrics/core';
import type { TlsOptions } from './options.ts';

/** A scraper sends a few hundred bytes; one that takes longer than this holds a connection for nothing. */
const REQUEST_MILLISECONDS = 10_000;

/** Answers requests for one path. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Where it listens, and what it answers. */
export interface MetricsServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: TlsOptions | undefined;
  readonly diagnostics: Diagnostics;
  /** What may be done instead where the port is in use. */
  readonly alternative?: string;
  /** What is where, asked for each request; all other paths are 404. */
  readonly routes: () => ReadonlyMap<string, RequestHandler>;
}

/** The HTTP server of a few paths. Neither it nor its connections keep the process alive. */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #server: Server;

  private constructor(options: MetricsServerOptions) {
    this.#options = options;
    const { tls } = options;
    const limits = {
      requestTimeout: REQUEST_MILLISECONDS,
      headersTimeout: REQUEST_MILLISECONDS,
      connectionsCheckingInterval: 1000,
    };
    const route = (request: IncomingMessage, response: ServerResponse): void => this.#route(request, response);
    this.#server =
      tls === undefined
        ? createServer(limits, route)
        : createTlsServer({ ...limits, ...tls, requestCert: tls.ca !== undefined }, route);
    this.#server.on('connection', (socket) => socket.unref());
    this.#server.unref();
  }

  /**
   * @throws BotMetricsError `port_in_use`; `invalid_configuration` for an address that is not this host's, or a certificate
   * that cannot be read
   */
  static async open(options: MetricsServerOptions): Promise<MetricsServer> {
    const opened = MetricsServer.#made(options);
    await opened.#listen();
    return opened;
  }

  static #made(options: MetricsServerOptions): MetricsServer {
    try {
      return new MetricsServer(options);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new BotMetricsError('invalid_configuration', `tls: certificate and key cannot be used: ${why}`, { cause });
    }
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  /** Where it is, without a path: `http://127.0.0.1:9464`. */
  get origin(): string {
    const { host, tls } = this.#options;
    const scheme = tls === undefined ? 'http' : 'https';
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  /** Takes no more connections, lets running answers end, and cuts them off at the deadline. */
  close(deadlineSeconds: number): Promise<void> {
    return new Promise((resolve) => {
      const deadline = setTimeout(() => this.#server.closeAllConnections(), deadlineSeconds * 1000);
      this.#server.close(() => {
        clearTimeout(deadline);
        resolve();
      });
      this.#server.closeIdleConnections();
    });
  }

  #listen(): Promise<void> {
    const { host, port, diagnostics, alternative = '' } = this.#options;
    return new Promise((resolve, reject) => {
      const refuse = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, host, port, alternative));
      this.#server.once('error', refuse);
      this.#server.listen(port, host, () => {
        this.#server.off('error', refuse);
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
    const routes = this.#options.routes();
    const handler = routes.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (handler !== undefined) return handler(request, response);
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
      .end(`here are: ${[...routes.keys()].join(', ')}\n`);
  }
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number, alternative: string): BotMetricsError {
  if (cause.code !== 'EADDRINUSE') {
    return new BotMetricsError('invalid_configuration', `cannot listen on ${host}:${port}: ${cause.message}`, {
      cause,
    });
  }
  return new BotMetricsError(
    'port_in_use',
    `cannot listen on ${host}:${port}, which is in use; choose another port (0 takes a free one)${alternative}`,
    { cause },
  );
}
