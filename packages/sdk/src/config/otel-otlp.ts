import { at, isTree } from './config-tree.ts';
import type { Environment } from './environment.ts';
import type { Ignore } from './otel-environment.ts';
import { assignments, secondsOf } from './otel-values.ts';
import type { Variable } from './variables-source.ts';

interface Rule {
  readonly key: string;
  /** The variable of the metrics signal goes before the one for all signals. */
  readonly names: readonly string[];
  readonly known: string;
  /** `undefined` for a value that is of no use here. */
  readonly convert: (value: string) => string | number | undefined;
}

const rules: readonly Rule[] = [
  { key: 'protocol', names: both('PROTOCOL'), ...among('http/protobuf', 'http/json') },
  { key: 'compression', names: both('COMPRESSION'), ...among('gzip', 'none') },
  { key: 'timeout', names: both('TIMEOUT'), known: 'milliseconds', convert: secondsOf },
  { key: 'interval', names: ['OTEL_METRIC_EXPORT_INTERVAL'], known: 'milliseconds', convert: secondsOf },
  {
    key: 'temporality',
    names: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    ...among('cumulative', 'delta'),
  },
];

/**
 * What `OTEL_*` says about an OTLP backend and its configuration does not.
 *
 * The variables' headers hold the credentials of the variables' receiver: a backend that sends elsewhere does not get them.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlpVariables(env: Environment, backend: string, config: unknown, ignore: Ignore): Variable[] {
  const path = (...keys: string[]): string[] => ['backends', backend, ...keys];
  const destination = destinationOf(env);
  const isSentElsewhere = at(config, ['endpoint']) !== undefined || at(config, ['url']) !== undefined;
  const variables: Variable[] = [];
  if (destination !== undefined && !isSentElsewhere) {
    variables.push({ name: destination.name, path: path(destination.key), value: destination.value });
  }
  if (destination === undefined || !isSentElsewhere) {
    const { name, value } = firstSet(env, both('HEADERS')) ?? { name: '', value: '' };
    const configured = at(config, ['headers']);
    const taken = isTree(configured) ? Object.keys(configured).map((header) => header.toLowerCase()) : [];
    for (const [header, text] of assignments(value, (why) => ignore(name, why))) {
      if (!taken.includes(header.toLowerCase())) variables.push({ name, path: path('headers', header), value: text });
    }
  }
  for (const { key, names, known, convert } of rules) {
    const found = firstSet(env, names);
    if (found === undefined) continue;
    const value = convert(found.value);
    if (value === undefined) ignore(found.name, `"${found.value}" is not supported; write ${known}`);
    else variables.push({ name: found.name, path: path(key), value });
  }
  return variables;
}

function destinationOf(env: Environment): { name: string; key: 'url' | 'endpoint'; value: string } | undefined {
  const [url, endpoint] = both('ENDPOINT').map((name) => firstSet(env, [name]));
  if (url !== undefined) return { ...url, key: 'url' };
  return endpoint === undefined ? undefined : { ...endpoint, key: 'endpoint' };
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
