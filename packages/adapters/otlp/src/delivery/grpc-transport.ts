import { BotMetricsError } from '@bot-metrics/core';
import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import type { OtlpSettings } from '../options.ts';
import { loadTls, type TlsMaterial } from '../tls.ts';
import { MAX_ANSWER_BYTES, readAnswer } from './grpc-answer.ts';
import type { Answer, Transport } from './transport.ts';

type Grpc = typeof import('@grpc/grpc-js');

const METHOD = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
/** The value of the channel option `grpc.default_compression_algorithm`. */
const GZIP = 2;

/**
 * Sends OTLP over gRPC with the optional package @grpc/grpc-js. The body is the same as over HTTP.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
export class GrpcTransport implements Transport {
  readonly #grpc: Grpc;
  readonly #client: Client;

  private constructor(grpc: Grpc, { url, proxy, compression }: OtlpSettings, tls: TlsMaterial | undefined) {
    const { host, hostname, port, protocol } = new URL(url);
    const isSecure = protocol === 'https:';
    const credentials = isSecure ? createSecureCredentials(grpc, tls) : grpc.credentials.createInsecure();
    this.#grpc = grpc;
    this.#client = new grpc.Client(port === '' ? `${hostname}:${isSecure ? 443 : 80}` : host, credentials, {
      'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
      // The library reads the same variables; `findProxy` has already decided whether they apply.
      'grpc.enable_http_proxy': proxy === undefined ? 0 : 1,
      ...(compression === 'gzip' ? { 'grpc.default_compression_algorithm': GZIP } : {}),
    });
  }

  /** @throws BotMetricsError `missing_package` */
  static async load(settings: OtlpSettings): Promise<GrpcTransport> {
    let grpc: Grpc;
    try {
      grpc = await import('@grpc/grpc-js');
    } catch (cause) {
      const message = 'protocol "grpc" needs @grpc/grpc-js; run: npm install @grpc/grpc-js';
      throw new BotMetricsError('missing_package', message, { cause });
    }
    return new GrpcTransport(grpc, settings, await loadTls(settings.tls));
  }

  post(body: Uint8Array, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve) => {
      const abort = (): void => {
        resolve({ body: new Uint8Array(), error: signal.reason, sent: true });
        call.cancel();
      };
      const call = this.#client.makeUnaryRequest(
        METHOD,
        (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
        (bytes: Buffer) => bytes,
        body,
        this.#createMetadata(headers),
        (error: ServiceError | null, response?: Buffer) => {
          signal.removeEventListener('abort', abort);
          resolve(error === null ? { status: 200, body: response ?? new Uint8Array(), sent: true } : readAnswer(error));
        },
      );
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
    });
  }

  close(): void {
    this.#client.close();
  }

  #createMetadata(headers: Readonly<Record<string, string>>): Metadata {
    const metadata = new this.#grpc.Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return metadata;
  }
}

function createSecureCredentials({ credentials }: Grpc, { ca, cert, key }: TlsMaterial = {}) {
  const buffer = (pem: string | Buffer | undefined): Buffer | null => (pem === undefined ? null : Buffer.from(pem));
  return credentials.createSsl(buffer(ca), buffer(key), buffer(cert));
}
