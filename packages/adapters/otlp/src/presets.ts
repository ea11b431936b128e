import type { Problem, Secret } from '@bot-metrics/core/options';
import type { NamedOptions } from './delivery/remedy.ts';
import type { HeaderSources } from './request-headers.ts';

/** Names of receivers with known settings. */
export const presetNames = ['grafana-cloud', 'collector', 'mimir', 'victoria-metrics', 'datadog-agent'] as const;

/** A receiver whose settings are known. */
export type OtlpPreset = (typeof presetNames)[number];

interface PresetOptions {
  readonly preset: OtlpPreset | undefined;
  readonly zone: string | undefined;
  readonly instanceId: string | undefined;
  readonly token: Secret | undefined;
  readonly endpoint: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, Secret>> | undefined;
  readonly protocol: string | undefined;
  readonly temporality: string | undefined;
}

/** Default address of each receiver, and the temporality that it requires. */
const localPresets: Readonly<
  Record<Exclude<OtlpPreset, 'grafana-cloud'>, { readonly endpoint: string; readonly temporality?: 'delta' }>
> = {
  collector: { endpoint: 'http://localhost:4318' },
  mimir: { endpoint: 'http://localhost:9009/otlp' },
  'victoria-metrics': { endpoint: 'http://localhost:8428/opentelemetry' },
  'datadog-agent': { endpoint: 'http://localhost:4318', temporality: 'delta' },
};

/** Receivers that also accept gRPC, on the default port of OTLP. */
const grpcPresets: readonly (OtlpPreset | undefined)[] = ['collector', 'datadog-agent'];

/** Fills in the destination and the temporality from the preset if the options do not set them. */
export function applyPreset({ preset, zone, endpoint, url, protocol }: PresetOptions): {
  readonly endpoint: string | undefined;
  readonly url: string | undefined;
  readonly protocol: string | undefined;
  readonly temporality?: 'delta';
} {
  if (preset === undefined || url !== undefined) return { endpoint, url, protocol };
  if (preset === 'grafana-cloud') {
    return { endpoint: endpoint ?? `https://otlp-gateway-${zone}.grafana.net/otlp`, url, protocol };
  }
  const { endpoint: known, ...defaults } = localPresets[preset];
  return { ...defaults, endpoint: endpoint ?? (protocol === 'grpc' ? undefined : known), url, protocol };
}

/** Returns the headers of every request. Grafana Cloud expects the stack and its token as HTTP Basic. */
export function chooseHeaders({ preset, instanceId = '', token = '', headers = {} }: PresetOptions): HeaderSources {
  if (preset !== 'grafana-cloud' || hasAuthorization(headers)) return headers;
  return { authorization: { user: instanceId, password: token }, ...headers };
}

/** Returns the options that the user has set, as remedies name them. */
export function nameOptions({ preset, zone, endpoint, url, headers = {} }: PresetOptions): NamedOptions {
  const isZone = zone !== undefined && endpoint === undefined && url === undefined;
  const names = Object.keys(headers);
  const authorization = names.filter((name) => name.toLowerCase() === 'authorization');
  const ofPreset = preset === 'grafana-cloud' && authorization.length === 0;
  const inHeaders = (authorization.length > 0 ? authorization : names).map((name) => `headers.${name}`);
  return {
    receiver: isZone ? 'zone' : url === undefined ? 'endpoint' : 'url',
    credentials: ofPreset ? ['instanceId', 'token'] : inHeaders,
  };
}

/** Finds options that the preset requires, or that its receiver does not accept. */
export function findPresetProblems(options: PresetOptions): Problem[] {
  const { preset, protocol } = options;
  if (preset === 'grafana-cloud') return findGrafanaCloudProblems(options);
  const problems = (['zone', 'instanceId', 'token'] as const)
    .filter((name) => options[name] !== undefined)
    .map((name) => ({
      path: [name],
      text: `needs preset "grafana-cloud"; set "preset" to "grafana-cloud", or remove "${name}"`,
    }));
  if (preset === undefined || protocol !== 'grpc' || grpcPresets.includes(preset)) return problems;
  const text = `expected OTLP over HTTP, the only protocol of "${preset}", received "grpc"; remove the option`;
  return [...problems, { path: ['protocol'], text }];
}

/** Source: Grafana Cloud's documentation, "OTLP format considerations". */
function findGrafanaCloudProblems(options: PresetOptions): Problem[] {
  const { zone, endpoint, url, instanceId, token, headers = {}, temporality, protocol } = options;
  const problems: Problem[] = [];
  const add = (option: string, text: string): number => problems.push({ path: [option], text });
  if (zone === undefined && endpoint === undefined && url === undefined) {
    add('zone', 'missing; set the zone of the stack, such as "prod-eu-west-2", from its OTLP URL');
  }
  if (!hasAuthorization(headers)) {
    if (instanceId === undefined) {
      add('instanceId', 'missing; set the number of the stack, from its page "OpenTelemetry" in Grafana Cloud');
    }
    if (token === undefined) add('token', 'missing; set an access policy token with the scope metrics:write');
    const mistake = typeof token === 'string' ? findTokenMistake(token) : undefined;
    if (mistake !== undefined) add('token', `expected only an access policy token, received ${mistake}`);
  }
  if (temporality === 'delta' || temporality === 'lowmemory') {
    add(
      'temporality',
      `expected "cumulative", received "${temporality}", which Grafana Cloud rejects; remove the option`,
    );
  }
  if (protocol === 'grpc') {
    add(
      'protocol',
      'expected "http/protobuf", received "grpc", which Grafana Cloud does not accept; remove the option',
    );
  }
  if (protocol === 'http/json') {
    const received = 'received "http/json", which Grafana Cloud accepts for tests only';
    add('protocol', `expected "http/protobuf", ${received}; remove the option`);
  }
  return problems;
}

/** Other texts than `secret` refuses that the gateway answers with 401. */
function findTokenMistake(token: string): string | undefined {
  if (token.startsWith('glsa_')) {
    return 'a token of a service account; create an access policy token with the scope metrics:write';
  }
  if (token.includes(':')) return 'a name and ":" before it; remove them';
  const isEncoded = /^\d+:[\x21-\x7e]+$/.test(Buffer.from(token, 'base64').toString('latin1'));
  return isEncoded ? 'the base64 of an ID and a token; write the token alone' : undefined;
}

function hasAuthorization(headers: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
}
