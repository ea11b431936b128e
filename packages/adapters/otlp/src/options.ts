import { BotMetricsError, type PushOptions, type Scheduler, systemScheduler } from '@bot-metrics/core';
import { exportUrlOf } from './endpoint.ts';
import { urlMistakes } from './known-mistakes.ts';
import { type OtlpPreset, withPreset } from './presets.ts';
import { proxyOf } from './proxy.ts';
import { RequestHeaders } from './request-headers.ts';
import type { OtlpSecret } from './secret.ts';
import { type OtlpTlsOptions, type TlsMaterial, tlsOf } from './tls.ts';

/** How requests are encoded and carried. */
export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';

/** Where the receiver is, and how it is spoken to. */
export interface OtlpMetricsBackendOptions extends PushOptions {
  /** A receiver whose settings are known; each of them can be given otherwise. @default none */
  readonly preset?: OtlpPreset;
  /** Of `grafana-cloud`: where the stack is, such as `prod-eu-west-2`; or give `endpoint`. */
  readonly zone?: string;
  /** Of `grafana-cloud`: the number of the stack. */
  readonly instanceId?: string;
  /** Of `grafana-cloud`: an access policy token with the scope `metrics:write`. Never shown; read again after a 401. */
  readonly token?: OtlpSecret;
  /**
   * The receiver's base URL; `/v1/metrics` is appended unless it is there already, or the protocol is gRPC, which has no paths.
   * As `OTEL_EXPORTER_OTLP_ENDPOINT`. @default 'http://localhost:4318', 'http://localhost:4317' for gRPC
   */
  readonly endpoint?: string;
  /** The whole URL, used as it stands, instead of `endpoint`. */
  readonly url?: string;
  /**
   * Sent with each request, such as `{ authorization: 'Basic …' }` or `{ authorization: { file: '/run/secrets/otlp' } }`.
   * Never shown; those of an environment variable or a file are read again after a 401.
   */
  readonly headers?: Readonly<Record<string, OtlpSecret>>;
  /** An authority of your own, and a client certificate; they are read once. @default what Node trusts, and none */
  readonly tls?: OtlpTlsOptions;
  /** `grpc` needs the package @grpc/grpc-js. @default 'http/protobuf' */
  readonly protocol?: OtlpProtocol;
  /** Seconds from one export to the next. @default 60, as in the OpenTelemetry specification */
  readonly interval?: number;
  /** Seconds that one export may take, with the exporter's own retries. @default 10, as in the OTLP specification */
  readonly timeout?: number;
  /** @default 'gzip' */
  readonly compression?: 'gzip' | 'none';
  /**
   * Totals since the start, or changes since the last export that was delivered. With `lowmemory` observable counters,
   * which are asked for totals, are sent as these. Up-down counters always are.
   * @default 'cumulative'
   */
  readonly temporality?: 'cumulative' | 'delta' | 'lowmemory';
  /** The buckets of histograms that name none. @default 'explicit' */
  readonly histograms?: 'explicit' | 'exponential';
  /** Resource attributes, such as `{ 'service.name': 'my-bot' }`. @default none */
  readonly resource?: Readonly<Record<string, string | number | boolean>>;
}

/** Options that were checked, with every default filled in. */
export interface OtlpSettings {
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly tls?: TlsMaterial;
  /** As the environment names it. */
  readonly proxy?: URL;
  readonly protocol: OtlpProtocol;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly compression: 'gzip' | 'none';
  readonly temporality: 'cumulative' | 'delta' | 'lowmemory';
  readonly histograms: 'explicit' | 'exponential';
  readonly resource: Readonly<Record<string, string | number | boolean>>;
  readonly scheduler: Scheduler;
}

const MOST_SECONDS = 86_400;

/** @throws BotMetricsError `invalid_configuration` that lists every problem */
export function settingsOf(given: OtlpMetricsBackendOptions): OtlpSettings {
  const { options, headers: sources, problems: presetProblems } = withPreset(given);
  const headers = new RequestHeaders(sources);
  const { protocol = 'http/protobuf', compression = 'gzip', temporality = 'cumulative' } = options;
  const { histograms = 'explicit', interval = 60, timeout = 10, resource = {}, scheduler = systemScheduler } = options;
  const { url, problems } = exportUrlOf(options);
  const { tls, problems: tlsProblems } = tlsOf(options.tls, url);
  const { proxy, problems: proxyProblems } = proxyOf(url);
  problems.push(
    ...presetProblems,
    ...urlMistakes(given),
    ...headers.problems,
    ...tlsProblems,
    ...proxyProblems,
    ...choiceProblems('protocol', protocol, ['http/protobuf', 'http/json', 'grpc']),
    ...choiceProblems('compression', compression, ['gzip', 'none']),
    ...choiceProblems('temporality', temporality, ['cumulative', 'delta', 'lowmemory']),
    ...choiceProblems('histograms', histograms, ['explicit', 'exponential']),
    ...secondsProblems('interval', interval),
    ...secondsProblems('timeout', timeout),
  );
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
  return {
    url,
    headers,
    ...(tls === undefined ? {} : { tls }),
    ...(proxy === undefined ? {} : { proxy }),
    protocol,
    intervalSeconds: interval,
    timeoutSeconds: timeout,
    compression,
    temporality,
    histograms,
    resource: { ...resource },
    scheduler,
  };
}

function choiceProblems(option: string, value: unknown, choices: readonly string[]): string[] {
  if (choices.some((choice) => choice === value)) return [];
  return [
    `${option}: ${JSON.stringify(value)} is not known; write ${choices.map((choice) => `"${choice}"`).join(' or ')}`,
  ];
}

function secondsProblems(option: string, value: unknown): string[] {
  if (typeof value === 'number' && value > 0 && value <= MOST_SECONDS) return [];
  return [
    `${option}: ${typeof value === 'number' ? value : JSON.stringify(value)} is no number of seconds; write one above 0, up to ${MOST_SECONDS}`,
  ];
}
