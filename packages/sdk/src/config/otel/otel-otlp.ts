import { cleanPasted } from '@bot-metrics/core/options';
import { at, type ConfigPath, isTree } from '../config-tree.ts';
import type { Environment, Variable } from '../sources/environment.ts';
import { type Ignore, parseAssignments, toSeconds } from './otel-values.ts';

/** How a variable becomes an option. */
interface Rule {
  readonly key: string;
  /** In order of precedence: the variable of the metrics signal, then that of all signals. */
  readonly names: readonly string[];
  /** The supported values, for messages. */
  readonly supported: string;
  /** Returns `undefined` for a value that is not supported. */
  readonly convert: (value: string) => string | number | undefined;
}

const milliseconds = { supported: 'a whole number of milliseconds above 0', convert: toSeconds };
const histograms: Readonly<Record<string, string>> = {
  explicit_bucket_histogram: 'explicit',
  base2_exponential_bucket_histogram: 'exponential',
};

const rules: readonly Rule[] = [
  { key: 'protocol', names: variableNames('PROTOCOL'), ...oneOf('http/protobuf', 'http/json', 'grpc') },
  { key: 'compression', names: variableNames('COMPRESSION'), ...oneOf('gzip', 'none') },
  { key: 'timeout', names: variableNames('TIMEOUT'), ...milliseconds },
  { key: 'interval', names: ['OTEL_METRIC_EXPORT_INTERVAL'], ...milliseconds },
  {
    key: 'temporality',
    names: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    ...oneOf('cumulative', 'delta', 'lowmemory'),
  },
  {
    key: 'histograms',
    names: ['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'],
    supported: 'explicit_bucket_histogram or base2_exponential_bucket_histogram',
    convert: (text) => histograms[text.toLowerCase()],
  },
];

/** The limit of the metric reader, which ends an export even if the exporter's own timeout is longer. */
const readerTimeout: Rule = { ...milliseconds, key: 'timeout', names: ['OTEL_METRIC_EXPORT_TIMEOUT'] };
const DEFAULT_TIMEOUT_SECONDS = 10;

/** The options of `tls`, and the variables that name their files. */
const certificates = [
  ['ca', variableNames('CERTIFICATE')],
  ['cert', variableNames('CLIENT_CERTIFICATE')],
  ['key', variableNames('CLIENT_KEY')],
] as const;

/**
 * Reads the options of an OTLP backend that its configuration leaves unset.
 *
 * Headers and certificates of the variables are for the receiver that the variables name. A backend with another destination does
 * not get them.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/
 */
export function readOtlpVariables(env: Environment, backend: string, config: unknown, ignore: Ignore): Variable[] {
  const path = (...keys: string[]): string[] => ['backends', backend, ...keys];
  const destination = findDestination(env);
  const configured = findConfiguredDestination(config);
  const variables: Variable[] = [];
  if (destination !== undefined && configured === undefined) {
    variables.push({ name: destination.name, path: path(destination.key), value: destination.value });
  }
  if (destination === undefined || configured === undefined) {
    for (const { name, value, header } of readHeaders(env, at(config, ['headers']), ignore)) {
      variables.push({ name, path: path('headers', header), value });
    }
    // OpenTelemetry ignores certificates without TLS.
    const isSecure = (configured ?? destination?.value ?? '').startsWith('https:');
    for (const [key, names] of isSecure ? certificates : []) {
      const found = at(config, ['tls']) === undefined ? findVariable(env, names) : undefined;
      if (found !== undefined)
        variables.push({ name: found.name, path: path('tls', key), value: { file: found.value } });
    }
  }
  const read = rules.flatMap((rule) => readRule(rule, env, path(rule.key), ignore));
  const [limit] = readRule(readerTimeout, env, path('timeout'), ignore);
  const timeout = read.find(({ path: [, , key] }) => key === 'timeout');
  if (limit === undefined || limit.value >= (timeout?.value ?? DEFAULT_TIMEOUT_SECONDS)) return [...variables, ...read];
  return [...variables, ...read.filter((variable) => variable !== timeout), limit];
}

/** Reads the first variable that is set, unless its value is not supported. */
function readRule({ names, supported, convert }: Rule, env: Environment, path: ConfigPath, ignore: Ignore): Variable[] {
  const found = findVariable(env, names);
  if (found === undefined) return [];
  const value = convert(found.value);
  if (value !== undefined) return [{ name: found.name, path, value }];
  ignore(found.name, `"${found.value}" is not supported; write ${supported}`);
  return [];
}

function readHeaders(
  env: Environment,
  configured: unknown,
  ignore: Ignore,
): { name: string; value: string; header: string }[] {
  const found = findVariable(env, variableNames('HEADERS'));
  if (found === undefined) return [];
  const { name } = found;
  const value = cleanPasted(found.value);
  const taken = isTree(configured) ? Object.keys(configured).map((header) => header.toLowerCase()) : [];
  return parseAssignments(value, (reason) => ignore(name, reason))
    .filter(([header]) => !taken.includes(header.toLowerCase()))
    .map(([header, text]) => ({ name, value: text, header }));
}

/** Returns the destination that the backend's own configuration sets. For a preset, only the scheme is known here. */
function findConfiguredDestination(config: unknown): string | undefined {
  for (const key of ['url', 'endpoint']) {
    const value = at(config, [key]);
    if (value !== undefined) return String(value);
  }
  const preset = at(config, ['preset']);
  if (preset === 'grafana-cloud') return at(config, ['zone']) === undefined ? undefined : 'https:';
  return preset === undefined ? undefined : 'http:';
}

function findDestination(env: Environment): { name: string; key: 'url' | 'endpoint'; value: string } | undefined {
  const [url, endpoint] = variableNames('ENDPOINT').map((name) => findVariable(env, [name]));
  if (url !== undefined) return { ...url, value: addScheme(env, url.value), key: 'url' };
  return endpoint === undefined ? undefined : { ...endpoint, value: addScheme(env, endpoint.value), key: 'endpoint' };
}

/** Adds the scheme to an address for gRPC, which may have none; `OTEL_EXPORTER_OTLP_INSECURE` selects it. */
function addScheme(env: Environment, address: string): string {
  if (address.includes('://') || findVariable(env, variableNames('PROTOCOL'))?.value !== 'grpc') return address;
  return `${findVariable(env, variableNames('INSECURE'))?.value.toLowerCase() === 'true' ? 'http' : 'https'}://${address}`;
}

function findVariable(env: Environment, names: readonly string[]): { name: string; value: string } | undefined {
  const name = names.find((candidate) => env[candidate]);
  const value = name === undefined ? undefined : env[name];
  return name === undefined || value === undefined ? undefined : { name, value };
}

function variableNames(suffix: string): readonly string[] {
  return [`OTEL_EXPORTER_OTLP_METRICS_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
}

function oneOf(...values: readonly string[]): Pick<Rule, 'supported' | 'convert'> {
  return {
    supported: `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
    convert: (text) => values.find((value) => value === text.toLowerCase()),
  };
}
