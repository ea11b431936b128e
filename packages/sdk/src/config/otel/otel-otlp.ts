import { at, type ConfigPath, isTree } from '../config-tree.ts';
import type { Environment } from '../sources/environment.ts';
import type { Variable } from '../sources/variables-source.ts';
import type { Ignore } from './otel-environment.ts';
import { assignments, secondsOf } from './otel-values.ts';

interface Rule {
  readonly key: string;
  /** The variable of the metrics signal goes before the one for all signals. */
  readonly names: readonly string[];
  readonly known: string;
  /** `undefined` for a value that is of no use here. */
  readonly convert: (value: string) => string | number | undefined;
}

const milliseconds = { known: 'milliseconds', convert: secondsOf };
const histograms: Readonly<Record<string, string>> = {
  explicit_bucket_histogram: 'explicit',
  base2_exponential_bucket_histogram: 'exponential',
};

const rules: readonly Rule[] = [
  { key: 'protocol', names: both('PROTOCOL'), ...among('http/protobuf', 'http/json', 'grpc') },
  { key: 'compression', names: both('COMPRESSION'), ...among('gzip', 'none') },
  { key: 'timeout', names: both('TIMEOUT'), ...milliseconds },
  { key: 'interval', names: ['OTEL_METRIC_EXPORT_INTERVAL'], ...milliseconds },
  {
    key: 'temporality',
    names: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    ...among('cumulative', 'delta', 'lowmemory'),
  },
  {
    key: 'histograms',
    names: ['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'],
    known: 'explicit_bucket_histogram or base2_exponential_bucket_histogram',
    convert: (text) => histograms[text.toLowerCase()],
  },
];

/** Of the reader, which gives up an export however long its exporter would still try. */
const readerTimeout: Rule = { ...milliseconds, key: 'timeout', names: ['OTEL_METRIC_EXPORT_TIMEOUT'] };
const DEFAULT_TIMEOUT_SECONDS = 10;

/** The files of `OTEL_EXPORTER_OTLP_*`, and which certificate each holds. */
const certificates = [
  ['ca', both('CERTIFICATE')],
  ['cert', both('CLIENT_CERTIFICATE')],
  ['key', both('CLIENT_KEY')],
] as const;

/**
 * What `OTEL_*` says about an OTLP backend and its configuration does not.
 *
 * The variables' headers and certificates are for the variables' receiver: a backend that sends elsewhere does not get them.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/
 */
export function otlpVariables(env: Environment, backend: string, config: unknown, ignore: Ignore): Variable[] {
  const path = (...keys: string[]): string[] => ['backends', backend, ...keys];
  const destination = destinationOf(env);
  const own = ownDestination(config);
  const variables: Variable[] = [];
  if (destination !== undefined && own === undefined) {
    variables.push({ name: destination.name, path: path(destination.key), value: destination.value });
  }
  if (destination === undefined || own === undefined) {
    for (const { name, value, header } of headersOf(env, at(config, ['headers']), ignore)) {
      variables.push({ name, path: path('headers', header), value });
    }
    // Without TLS a certificate means nothing; for OpenTelemetry it is no mistake.
    const isSecure = (own ?? destination?.value ?? '').startsWith('https:');
    for (const [key, names] of isSecure ? certificates : []) {
      const found = at(config, ['tls']) === undefined ? firstSet(env, names) : undefined;
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

/** The variable that is set, if it says something of use. */
function readRule({ names, known, convert }: Rule, env: Environment, path: ConfigPath, ignore: Ignore): Variable[] {
  const found = firstSet(env, names);
  if (found === undefined) return [];
  const value = convert(found.value);
  if (value !== undefined) return [{ name: found.name, path, value }];
  ignore(found.name, `"${found.value}" is not supported; write ${known}`);
  return [];
}

function headersOf(
  env: Environment,
  configured: unknown,
  ignore: Ignore,
): { name: string; value: string; header: string }[] {
  const found = firstSet(env, both('HEADERS'));
  if (found === undefined) return [];
  const { name, value } = found;
  if (/^(["']).*\1$/s.test(value)) {
    ignore(name, 'the whole value stands in quotes; remove them');
    return [];
  }
  const taken = isTree(configured) ? Object.keys(configured).map((header) => header.toLowerCase()) : [];
  return assignments(value, (why) => ignore(name, why))
    .filter(([header]) => !taken.includes(header.toLowerCase()))
    .map(([header, text]) => ({ name, value: text, header }));
}

/** Where a backend sends by its own configuration, as far as it says so; a preset knows where its receiver is. */
function ownDestination(config: unknown): string | undefined {
  for (const key of ['url', 'endpoint']) {
    const value = at(config, [key]);
    if (value !== undefined) return String(value);
  }
  const preset = at(config, ['preset']);
  if (preset === 'grafana-cloud') return at(config, ['zone']) === undefined ? undefined : 'https:';
  return preset === undefined ? undefined : 'http:';
}

function destinationOf(env: Environment): { name: string; key: 'url' | 'endpoint'; value: string } | undefined {
  const [url, endpoint] = both('ENDPOINT').map((name) => firstSet(env, [name]));
  if (url !== undefined) return { ...url, value: withScheme(env, url.value), key: 'url' };
  return endpoint === undefined ? undefined : { ...endpoint, value: withScheme(env, endpoint.value), key: 'endpoint' };
}

/** For gRPC an address may come without a scheme, and another variable says which is meant. */
function withScheme(env: Environment, address: string): string {
  if (address.includes('://') || firstSet(env, both('PROTOCOL'))?.value !== 'grpc') return address;
  return `${firstSet(env, both('INSECURE'))?.value.toLowerCase() === 'true' ? 'http' : 'https'}://${address}`;
}

function firstSet(env: Environment, names: readonly string[]): { name: string; value: string } | undefined {
  const name = names.find((candidate) => env[candidate]);
  const value = name === undefined ? undefined : env[name];
  return name === undefined || value === undefined ? undefined : { name, value };
}

function both(suffix: string): readonly string[] {
  return [`OTEL_EXPORTER_OTLP_METRICS_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
}

function among(...values: readonly string[]): Pick<Rule, 'known' | 'convert'> {
  return {
    known: values.join(' or '),
    convert: (text) => values.find((value) => value === text.toLowerCase()),
  };
}
