import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BotMetricsError, type Diagnostics } from '@bot-metrics/core';

/** A scraper sends a few hundred bytes; one that takes longer than this holds a connection for nothing. */
const REQUEST_MILLISECONDS = 10_000;

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly diagnostics: Diagnostics;
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The HTTP server of the one path. Neither it nor its connections keep the process alive. */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #server: Server;

  private constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { requestTimeout: REQUEST_MILLISECONDS, headersTimeout: REQUEST_MILLISECONDS, connectionsCheckingInterval: 1000 },
      (request, response) => this.#route(request, response),
    );
    this.#server.on('connection', (socket) => socket.unref());
    this.#server.unref();
  }

  /** @throws BotMetricsError `port_in_use`, or `invalid_configuration` for an address that is not this host's */
  static async open(options: MetricsServerOptions): Promise<MetricsServer> {
    const opened = new MetricsServer(options);
    await opened.#listen();
    return opened;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
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
    const { host, port, diagnostics } = this.#options;
    return new Promise((resolve, reject) => {
      const refuse = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, host, port));
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
    const path = (request.url ?? '').split('?', 1)[0];
    if (path === this.#options.path) return this.#options.handler(request, response);
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
      .end(`metrics are at ${this.#options.path}\n`);
  }
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): BotMetricsError {
  if (cause.code !== 'EADDRINUSE') {
    return new BotMetricsError('invalid_configuration', `cannot listen on ${host}:${port}: ${cause.message}`, {
      cause,
    });
  }
  return new BotMetricsError(
    'port_in_use',
    `cannot listen on ${host}:${port}, which is in use; choose another port (0 takes a free one), or set listen: false and mount the handler in your own server`,
    { cause },
  );
}
