import type { OtlpMetricsBackendOptions } from './options.ts';

/** Receivers that are set up by name. */
const presetNames = ['grafana-cloud', 'collector', 'mimir', 'victoria-metrics', 'datadog-agent'] as const;

/** A receiver whose settings are known; every single one can be given otherwise. */
export type OtlpPreset = (typeof presetNames)[number];

type Defaults = Pick<OtlpMetricsBackendOptions, 'endpoint' | 'temporality' | 'headers'>;

/** Where each listens by default, and which temporality it wants. */
const local: Readonly<Record<Exclude<OtlpPreset, 'grafana-cloud'>, Defaults>> = {
  collector: { endpoint: 'http://localhost:4318' },
  mimir: { endpoint: 'http://localhost:9009/otlp' },
  'victoria-metrics': { endpoint: 'http://localhost:8428/opentelemetry' },
  'datadog-agent': { endpoint: 'http://localhost:4318', temporality: 'delta' },
};

/** The options with those of their preset where they say nothing, and what is wrong with what the preset needs. */
export function withPreset(options: OtlpMetricsBackendOptions): {
  options: OtlpMetricsBackendOptions;
  problems: string[];
} {
  const { preset, zone, instanceId, token } = options;
  if (preset !== 'grafana-cloud') {
    const problems = Object.entries({ zone, instanceId, token }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: is for preset "grafana-cloud"; name that preset, or leave it out`],
    );
    if (preset === undefined) return { options, problems };
    if (presetNames.includes(preset)) return { options: { ...local[preset], ...options }, problems };
    const known = presetNames.map((name) => `"${name}"`).join(', ');
    return {
      options,
      problems: [...problems, `preset: ${JSON.stringify(preset)} is not known; write one of ${known}`],
    };
  }
  const { endpoint = `https://otlp-gateway-${zone}.grafana.net/otlp`, headers = {} } = options;
  // A header that is given goes before what the token makes.
  const authorization = `Basic ${Buffer.from(`${instanceId}:${token}`).toString('base64')}`;
  const isSigned = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  return {
    options: {
      ...options,
      ...(options.url === undefined ? { endpoint } : {}),
      headers: isSigned ? headers : { authorization, ...headers },
    },
    problems: grafanaCloudProblems(options, isSigned),
  };
}

/** Source: Grafana Cloud's documentation, "OTLP format considerations". None of them shows the token. */
function grafanaCloudProblems(options: OtlpMetricsBackendOptions, isSigned: boolean): string[] {
  const { zone, endpoint, url, instanceId, token, temporality, protocol } = options;
  const problems: string[] = [];
  if (zone === undefined && endpoint === undefined && url === undefined) {
    problems.push('zone: is missing; it is in the OTLP URL of your stack, such as "prod-eu-west-2"');
  } else if (zone !== undefined && !/^[a-z0-9-]+$/.test(zone)) {
    problems.push(`zone: ${JSON.stringify(zone)} is no zone; write only its name, such as "prod-eu-west-2"`);
  }
  if (!isSigned && !/^\d+$/.test(instanceId ?? '')) {
    problems.push('instanceId: must be the number of your stack, from its page "OpenTelemetry" in Grafana Cloud');
  }
  if (!isSigned && (typeof token !== 'string' || token === '')) {
    problems.push('token: is missing; make an access policy token with the scope metrics:write');
  }
  if (temporality === 'delta')
    problems.push('temporality: Grafana Cloud refuses deltas; remove it, the default is right');
  if (protocol === 'http/json') problems.push('protocol: Grafana Cloud takes JSON for tests only; remove it');
  return problems;
}
