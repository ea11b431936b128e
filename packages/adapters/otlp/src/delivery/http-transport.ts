import type { OtlpSettings } from '../options.ts';
import { loadTls, type TlsMaterial } from '../tls.ts';
import { agentFor } from './agent.ts';
import { type Answer, post } from './post.ts';
import type { Transport } from './transport.ts';

const contentTypes = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/** OTLP over HTTP, with bodies that are compressed already. Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export class HttpTransport implements Transport {
  readonly #url: string;
  readonly #agent;
  readonly #own: Readonly<Record<string, string>>;

  private constructor(settings: OtlpSettings, protocol: keyof typeof contentTypes, tls: TlsMaterial | undefined) {
    this.#url = settings.url;
    this.#agent = agentFor({ ...settings, tls });
    const encoding: Record<string, string> = settings.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {};
    this.#own = { 'content-type': contentTypes[protocol], 'user-agent': 'bot-metrics-otlp', ...encoding };
  }

  static async load(settings: OtlpSettings, protocol: keyof typeof contentTypes): Promise<HttpTransport> {
    return new HttpTransport(settings, protocol, await loadTls(settings.tls));
  }

  async post(body: Uint8Array, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
    const agent = await this.#agent;
    return post(body, { url: this.#url, headers: { ...headers, ...this.#own }, agent, signal });
  }

  close(): void {
    void this.#agent.then((agent) => agent.destroy());
  }
}
