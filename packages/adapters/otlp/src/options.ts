import { type Scheduler, systemScheduler } from '@bot-metrics/core';
import type { PushOptions } from '@bot-metrics/core/backend';
import {
  digits,
  group,
  map,
  type OptionsOf,
  oneOf,
  type Problem,
  pem,
  type ResolvedOptions,
  resolveOptions,
  scalar,
  seconds,
  secret,
  url,
} from '@bot-metrics/core/options';
import type { NamedOptions } from './delivery/remedy.ts';
import { buildExportUrl, findEndpointProblems, listUrlSecrets } from './endpoint.ts';
import { applyPreset, chooseHeaders, findPresetProblems, nameOptions, presetNames } from './presets.ts';
import { findProxy, findProxyProblems } from './proxy.ts';
import { findHeaderProblems, type HeaderSources } from './request-headers.ts';
import { findTlsProblems } from './tls.ts';
import { zoneOption } from './zone.ts';

/** The options of `OtlpMetricsBackend`. */
export const options = {
  preset: oneOf(presetNames, {
    description: 'A receiver with known settings: endpoint, credentials and temporality. Other options override them.',
    defaultText: 'none',
  }),
  zone: zoneOption,
  instanceId: digits({ description: 'For `grafana-cloud`: the number of the stack, from its page "OpenTelemetry".' }),
  token: secret({
    bare: 'token',
    description: 'For `grafana-cloud`: an access policy token with the scope `metrics:write`. Read again after a 401.',
  }),
  endpoint: url({
    description:
      'The base URL of the receiver, as in `OTEL_EXPORTER_OTLP_ENDPOINT`. `/v1/metrics` is appended, unless the URL already ends with it or the protocol is gRPC, which has no paths.',
    defaultText: '`http://localhost:4318`, for gRPC `http://localhost:4317`',
  }),
  url: url({ description: 'The complete URL, used unchanged, instead of `endpoint`.' }),
  headers: map(secret({ description: '', isHeader: true }), {
    description:
      'Headers of every request, such as `authorization`. Their values are never shown. Read again after a 401.',
    defaultText: 'none',
    secret: true,
  }),
  tls: group(
    {
      ca: pem({ description: 'The authority that signed the certificate of the receiver.' }),
      cert: pem({ description: 'The client certificate, with any intermediate certificates.' }),
      key: pem({ description: 'The private key of `cert`, without a passphrase.' }),
    },
    {
      description:
        'Trusts the authority `ca`, and authenticates with the client certificate `cert` and its `key`. All in PEM.',
      defaultText: 'the authorities that Node trusts',
      secret: true,
    },
  ),
  protocol: oneOf(['http/protobuf', 'http/json', 'grpc'], {
    default: 'http/protobuf',
    description: 'The encoding and the transport. `grpc` needs the package @grpc/grpc-js.',
  }),
  interval: seconds({
    default: 60,
    description: 'Time between two exports. The first export starts at a random point of the first interval.',
  }),
  timeout: seconds({
    default: 10,
    description: 'Time limit of one request with its retries. Also the default deadline of `flush()`.',
  }),
  compression: oneOf(['gzip', 'none'], { default: 'gzip', description: 'Compression of the request body.' }),
  temporality: oneOf(['cumulative', 'delta', 'lowmemory'], {
    default: 'cumulative',
    description:
      'Totals since the start, or changes since the last delivered export. `lowmemory` sends changes, except for observable counters, whose callbacks report totals. Up-down counters are always cumulative.',
  }),
  histograms: oneOf(['explicit', 'exponential'], {
    default: 'explicit',
    description: 'The buckets of histograms whose definition names none.',
  }),
  resource: map(scalar({ description: '' }), {
    description: 'Resource attributes. Most receivers expect at least `service.name`.',
    default: {},
    inCode: true,
  }),
};

/** The options of `OtlpMetricsBackend`; all are optional. */
export interface OtlpMetricsBackendOptions extends PushOptions, OptionsOf<typeof options> {}

type Resolved = ResolvedOptions<typeof options>;

/** Checked options with every default filled in. */
export interface OtlpSettings
  extends Pick<Resolved, 'tls' | 'protocol' | 'compression' | 'temporality' | 'histograms'> {
  readonly url: string;
  readonly headers: HeaderSources;
  /** The options that remedies name. */
  readonly options: NamedOptions;
  /** The secrets in the URLs of the receiver and of the proxy. No message may show them. */
  readonly urlSecrets: readonly string[];
  /** The proxy that the environment names for the receiver. */
  readonly proxy: URL | undefined;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly resource: Readonly<Record<string, string | number | boolean>>;
  readonly scheduler: Scheduler;
}

/** Finds problems of options that are valid one by one. */
export function check(resolved: Resolved): Problem[] {
  const problems = [
    ...findPresetProblems(resolved),
    ...findEndpointProblems(resolved),
    ...findHeaderProblems(resolved.headers),
  ];
  if (problems.length > 0) return problems;
  const target = buildExportUrl(applyPreset(resolved));
  return [...findTlsProblems(resolved.tls, target), ...findProxyProblems(target)];
}

/** @throws BotMetricsError `invalid_configuration` with every problem */
export function resolveSettings(given: OtlpMetricsBackendOptions): OtlpSettings {
  const resolved = resolveOptions({ options, check }, given);
  const { interval, timeout, temporality, protocol, compression, histograms, resource, tls } = resolved;
  const target = buildExportUrl(applyPreset(resolved));
  const proxy = findProxy(target);
  return {
    url: target,
    headers: chooseHeaders(resolved),
    tls,
    options: nameOptions(resolved),
    urlSecrets: [target, proxy?.href].flatMap(listUrlSecrets),
    proxy,
    protocol,
    intervalSeconds: interval,
    timeoutSeconds: timeout,
    compression,
    // A preset may have another default.
    temporality: given.temporality ?? applyPreset(resolved).temporality ?? temporality,
    histograms,
    resource: { ...resource },
    scheduler: given.scheduler ?? systemScheduler,
  };
}
