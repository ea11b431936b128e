import { at, isTree } from '../config-tree.ts';
import type { ConfigSource } from '../sources/config-source.ts';
import { createVariablesSource, type Environment, type Variable } from '../sources/environment.ts';
import { readOtlpVariables } from './otel-otlp.ts';
import { type Ignore, parseAssignments } from './otel-values.ts';

/**
 * Reads settings from `OTEL_*` variables, for keys that the other sources leave unset. Other software shares these variables, so a
 * value that the SDK cannot use is reported and ignored.
 *
 * Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 * @param config the other sources, merged
 */
export function readOtelSource(env: Environment, config: unknown, folder: string, ignore: Ignore): ConfigSource {
  if (env.OTEL_CONFIG_FILE) ignore('OTEL_CONFIG_FILE', 'declarative files are not supported; the other settings apply');
  if (env.OTEL_SDK_DISABLED && !/^(?:true|false)$/i.test(env.OTEL_SDK_DISABLED))
    ignore('OTEL_SDK_DISABLED', 'expected "true" or "false"; metrics are delivered');
  const configured = at(config, ['backends']);
  const chosen = configured === undefined ? readExporters(env, ignore) : [];
  const types = new Map(
    isTree(configured)
      ? Object.keys(configured).map((name) => [name, at(configured, [name, 'type'])])
      : chosen.map(({ path: [, name = ''], value }) => [name, value]),
  );
  const filled = [...types].flatMap(([name, type]) => {
    if (type === 'otlp') return readOtlpVariables(env, name, at(configured, [name]), ignore);
    return type === 'prometheus' ? readPrometheusVariables(env, name, ignore) : [];
  });
  return createVariablesSource([...readResourceVariables(env, ignore), ...chosen, ...filled], folder);
}

export function isDisabledByOtel(env: Environment): boolean {
  return env.OTEL_SDK_DISABLED?.toLowerCase() === 'true';
}

function readResourceVariables(env: Environment, ignore: Ignore): Variable[] {
  const name = 'OTEL_RESOURCE_ATTRIBUTES';
  const attributes: Variable[] = parseAssignments(env[name], (reason) => ignore(name, reason)).map(([key, value]) => ({
    name,
    path: ['resource', key],
    value,
  }));
  const service = env.OTEL_SERVICE_NAME;
  if (service) attributes.push({ name: 'OTEL_SERVICE_NAME', path: ['resource', 'service.name'], value: service });
  return attributes;
}

/** Reads the backends that `OTEL_METRICS_EXPORTER` names. */
function readExporters(env: Environment, ignore: Ignore): Variable[] {
  const name = 'OTEL_METRICS_EXPORTER';
  const exporters = (env[name] ?? '').split(',').map((exporter) => exporter.trim());
  if (exporters.includes('none')) return [{ name, path: ['backends'], value: {} }];
  return exporters.flatMap((exporter) => {
    if (exporter === 'otlp' || exporter === 'prometheus') {
      return [{ name, path: ['backends', exporter, 'type'], value: exporter }];
    }
    if (exporter !== '') ignore(name, `"${exporter}" is not supported; write otlp, prometheus or none`);
    return [];
  });
}

function readPrometheusVariables(env: Environment, backend: string, ignore: Ignore): Variable[] {
  const variables: Variable[] = [];
  const { OTEL_EXPORTER_PROMETHEUS_HOST: host, OTEL_EXPORTER_PROMETHEUS_PORT: port } = env;
  if (host) variables.push({ name: 'OTEL_EXPORTER_PROMETHEUS_HOST', path: ['backends', backend, 'host'], value: host });
  if (port && /^\d{1,5}$/.test(port)) {
    variables.push({ name: 'OTEL_EXPORTER_PROMETHEUS_PORT', path: ['backends', backend, 'port'], value: port });
  } else if (port) {
    ignore('OTEL_EXPORTER_PROMETHEUS_PORT', `"${port}" is not a port; write a number such as 9464`);
  }
  return variables;
}
