import { type Agent, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { readBody } from '@bot-metrics/core/delivery';
import type { OtlpSettings } from '../options.ts';
import { loadTls, type TlsMaterial } from '../tls.ts';
import type { Answer, Transport } from './transport.ts';

const contentTypes = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/** Sends OTLP over HTTP. The bodies are already compressed. Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export class HttpTransport implements Transport {
  readonly #url: string;
  readonly #agent;
  readonly #internalHeaders: Readonly<Record<string, string>>;

  private constructor(settings: OtlpSettings, protocol: keyof typeof contentTypes, tls: TlsMaterial | undefined) {
    this.#url = settings.url;
    this.#agent = createAgent({ ...settings, tls });
    const encoding: Record<string, string> = settings.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {};
    this.#internalHeaders = { 'content-type': contentTypes[protocol], 'user-agent': 'bot-metrics-otlp', ...encoding };
  }

  static async load(settings: OtlpSettings, protocol: keyof typeof contentTypes): Promise<HttpTransport> {
    return new HttpTransport(settings, protocol, await loadTls(settings.tls));
  }

  async post(body: Uint8Array, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
    const agent = await this.#agent;
    return post(body, { url: this.#url, headers: { ...headers, ...this.#internalHeaders }, agent, signal });
  }

  close(): void {
    void this.#agent.then((agent) => agent.destroy());
  }
}

export interface PostOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly agent: Agent;
  /** Aborts the request. */
  readonly signal: AbortSignal;
}

/** Posts once. Never rejects, and resolves at once when aborted. */
export function post(body: Uint8Array, { url, headers, agent, signal }: PostOptions): Promise<Answer> {
  return new Promise((resolve) => {
    let sent = false;
    let isAnswered = false;
    const end = (error: Error): void => {
      // The body ends with the connection, and then there is an answer.
      if (!isAnswered) resolve({ sent, body: new Uint8Array(), error });
    };
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      agent,
    });
    const abort = (): void => {
      end(signal.reason);
      request.destroy();
    };
    signal.addEventListener('abort', abort);
    request.once('finish', () => {
      sent = true;
    });
    request.on('error', end);
    request.once('response', async (response) => {
      isAnswered = true;
      const { statusCode: status = 0, headers } = response;
      const { 'content-type': contentType, 'retry-after': retryAfter, location } = headers;
      const { bytes, fault } = await readBody(response);
      resolve({ status, contentType, retryAfter, location, sent, body: bytes, bodyFault: fault });
    });
    request.once('close', () => {
      signal.removeEventListener('abort', abort);
      end(new Error('the connection was closed'));
    });
    if (signal.aborted) abort();
    else request.end(body);
  });
}

interface AgentOptions {
  readonly url: string;
  readonly tls: TlsMaterial | undefined;
  /** Includes its user and password, if it has them. */
  readonly proxy: URL | undefined;
}

/** Keeps one connection open between requests. Loads the code for proxies only if there is one. */
async function createAgent({ url, tls, proxy }: AgentOptions): Promise<Agent> {
  const options = { keepAlive: true, maxSockets: 1 };
  const isHttps = url.startsWith('https:');
  if (proxy === undefined) return isHttps ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent(options);
  const { createForwardingAgent, createTunnelAgent } = await import('./proxy-agents.ts');
  return isHttps ? createTunnelAgent(proxy, options, tls) : createForwardingAgent(proxy, options);
}
