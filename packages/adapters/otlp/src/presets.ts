import type { OtlpMetricsBackendOptions } from './options.ts';
import type { HeaderSources } from './request-headers.ts';
import { readSecret } from './secret.ts';

/** Receivers that are set up by name. */
const presetNames = ['grafana-cloud', 'collector', 'mimir', 'victoria-metrics', 'datadog-agent'] as const;

/** A receiver whose settings are known; every single one can be given otherwise. */
export type OtlpPreset = (typeof presetNames)[number];

type Defaults = Pick<OtlpMetricsBackendOptions, 'endpoint' | 'temporality'>;

/** Where each listens by default, and which temporality it wants. */
const local: Readonly<Record<Exclude<OtlpPreset, 'grafana-cloud'>, Defaults & { readonly endpoint: string }>> = {
  collector: { endpoint: 'http://localhost:4318' },
  mimir: { endpoint: 'http://localhost:9009/otlp' },
  'victoria-metrics': { endpoint: 'http://localhost:8428/opentelemetry' },
  'datadog-agent': { endpoint: 'http://localhost:4318', temporality: 'delta' },
};

/** The options with those of their preset where they say nothing, and what is wrong with what the preset needs. */
export function withPreset(options: OtlpMetricsBackendOptions): {
  options: OtlpMetricsBackendOptions;
  headers: HeaderSources;
  problems: string[];
} {
  const { preset, zone, instanceId, token, headers = {} } = options;
  if (preset !== 'grafana-cloud') {
    const problems = Object.entries({ zone, instanceId, token }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: is for preset "grafana-cloud"; name that preset, or leave it out`],
    );
    if (preset === undefined) return { options, headers, problems };
    if (presetNames.includes(preset)) return localPreset(preset, options, problems);
    const known = presetNames.map((name) => `"${name}"`).join(', ');
    return {
      options,
      headers,
      problems: [...problems, `preset: ${JSON.stringify(preset)} is not known; write one of ${known}`],
    };
  }
  // A wrong zone is told as such, and not once more as a wrong URL.
  const host = isZone(zone) ? zone : 'zone';
  const { endpoint = `https://otlp-gateway-${host}.grafana.net/otlp` } = options;
  // A header that is given goes before what the token makes.
  const isSigned = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const problems = grafanaCloudProblems(options, isSigned);
  return {
    options: options.url === undefined ? { ...options, endpoint } : options,
    headers:
      isSigned || problems.length > 0
        ? headers
        : { authorization: { user: instanceId ?? '', password: token ?? '' }, ...headers },
    problems,
  };
}

/** A Collector and an agent listen for gRPC as well, on the port of every OTLP receiver. */
function localPreset(
  preset: keyof typeof local,
  options: OtlpMetricsBackendOptions,
  problems: string[],
): ReturnType<typeof withPreset> {
  const { headers = {}, protocol } = options;
  const { endpoint, ...defaults } = local[preset];
  const takesGrpc = preset === 'collector' || preset === 'datadog-agent';
  if (protocol === 'grpc' && !takesGrpc) {
    problems.push(`protocol: preset "${preset}" is of a receiver that takes OTLP over HTTP only; remove it`);
  }
  const own = protocol === 'grpc' ? {} : { endpoint };
  return { options: { ...defaults, ...own, ...options }, headers, problems };
}

function isZone(zone: string | undefined): zone is string {
  return zone !== undefined && /^[a-z0-9-]+$/.test(zone);
}

/** Source: Grafana Cloud's documentation, "OTLP format considerations". None of them shows the token. */
function grafanaCloudProblems(options: OtlpMetricsBackendOptions, isSigned: boolean): string[] {
  const { zone, endpoint, url, instanceId, token, temporality, protocol } = options;
  const problems: string[] = [];
  if (zone === undefined && endpoint === undefined && url === undefined) {
    problems.push('zone: is missing; it is in the OTLP URL of your stack, such as "prod-eu-west-2"');
  } else if (zone !== undefined && !isZone(zone)) {
    problems.push(`zone: ${JSON.stringify(zone)} is no zone; write only its name, such as "prod-eu-west-2"`);
  }
  if (!isSigned && !/^\d+$/.test(instanceId ?? '')) {
    problems.push('instanceId: must be the number of your stack, from its page "OpenTelemetry" in Grafana Cloud');
  }
  if (!isSigned) problems.push(...tokenProblems(token));
  if (temporality === 'delta' || temporality === 'lowmemory')
    problems.push('temporality: Grafana Cloud refuses deltas; remove it, the default is right');
  if (protocol === 'grpc') problems.push('protocol: Grafana Cloud takes OTLP over HTTP only; remove it');
  if (protocol === 'http/json') problems.push('protocol: Grafana Cloud takes JSON for tests only; remove it');
  return problems;
}

function tokenProblems(token: unknown): string[] {
  const read = readSecret(token ?? '');
  if ('problem' in read) return [`token: ${read.problem}`];
  return read.text === '' ? ['token: is missing; make an access policy token with the scope metrics:write'] : [];
}
