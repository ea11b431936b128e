import type { Problem, Secret } from '@bot-metrics/core/options';
import type { HeaderSources } from './request-headers.ts';

/** Receivers that are configured by name. */
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

/** Where each receiver listens by default, and the temporality that it needs. */
const localPresets: Readonly<
  Record<Exclude<OtlpPreset, 'grafana-cloud'>, { readonly endpoint: string; readonly temporality?: 'delta' }>
> = {
  collector: { endpoint: 'http://localhost:4318' },
  mimir: { endpoint: 'http://localhost:9009/otlp' },
  'victoria-metrics': { endpoint: 'http://localhost:8428/opentelemetry' },
  'datadog-agent': { endpoint: 'http://localhost:4318', temporality: 'delta' },
};

/** Receivers that also listen for gRPC, on the default port of OTLP. */
const grpcPresets: readonly (OtlpPreset | undefined)[] = ['collector', 'datadog-agent'];

/** The destination and temporality that a preset gives to options that do not set them. */
export function withPreset({ preset, zone, endpoint, url, protocol }: PresetOptions): {
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

/** The headers of every request. Grafana Cloud takes the stack and its token as HTTP Basic. */
export function headerSources({ preset, instanceId = '', token = '', headers = {} }: PresetOptions): HeaderSources {
  if (preset !== 'grafana-cloud' || hasAuthorization(headers)) return headers;
  return { authorization: { user: instanceId, password: token }, ...headers };
}

/** Finds options that the preset lacks, or that the receiver does not take. */
export function presetProblems(options: PresetOptions): Problem[] {
  const { preset, protocol } = options;
  if (preset === 'grafana-cloud') return grafanaCloudProblems(options);
  const problems = (['zone', 'instanceId', 'token'] as const)
    .filter((name) => options[name] !== undefined)
    .map((name) => ({ path: [name], text: 'needs preset "grafana-cloud"; set that preset, or remove this option' }));
  if (preset === undefined || protocol !== 'grpc' || grpcPresets.includes(preset)) return problems;
  return [...problems, { path: ['protocol'], text: `"${preset}" accepts OTLP over HTTP only; remove the option` }];
}

/** Source: Grafana Cloud's documentation, "OTLP format considerations". */
function grafanaCloudProblems(options: PresetOptions): Problem[] {
  const { zone, endpoint, url, instanceId, token, headers = {}, temporality, protocol } = options;
  const problems: Problem[] = [];
  const add = (option: string, text: string): number => problems.push({ path: [option], text });
  if (zone === undefined && endpoint === undefined && url === undefined) {
    add('zone', 'missing; it is part of the OTLP URL of the stack, such as "prod-eu-west-2"');
  }
  if (!hasAuthorization(headers)) {
    if (instanceId === undefined) {
      add('instanceId', 'missing; it is the number of the stack, on its page "OpenTelemetry" in Grafana Cloud');
    }
    if (token === undefined) add('token', 'missing; create an access policy token with the scope metrics:write');
  }
  if (temporality === 'delta' || temporality === 'lowmemory') {
    add('temporality', 'Grafana Cloud refuses delta temporality; remove the option');
  }
  if (protocol === 'grpc') add('protocol', 'Grafana Cloud accepts OTLP over HTTP only; remove the option');
  if (protocol === 'http/json') add('protocol', 'Grafana Cloud accepts JSON for tests only; remove the option');
  return problems;
}

function hasAuthorization(headers: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
}
