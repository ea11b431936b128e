import type { OtlpSettings } from '../options.ts';
import { agentFor } from './agent.ts';
import { type Answer, post } from './post.ts';
import type { Transport } from './transport.ts';

const contentTypes = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/** OTLP over HTTP, with bodies that are compressed already. Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export class HttpTransport implements Transport {
  readonly #url: string;
  readonly #agent;
  readonly #own: Readonly<Record<string, string>>;

  constructor(settings: OtlpSettings, protocol: keyof typeof contentTypes) {
    this.#url = settings.url;
    this.#agent = agentFor(settings);
    const encoding: Record<string, string> = settings.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {};
    this.#own = { 'content-type': contentTypes[protocol], 'user-agent': 'bot-metrics-otlp', ...encoding };
  }

  async post(body: Uint8Array, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
    const agent = await this.#agent;
    return post(body, { url: this.#url, headers: { ...headers, ...this.#own }, agent, signal });
  }

  close(): void {
    void this.#agent.then((agent) => agent.destroy());
  }
}
