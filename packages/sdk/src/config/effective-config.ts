import { ConsoleDiagnostics, type MetricsBackendPort, systemClock } from '@bot-metrics/core';
import { withoutCredentials } from '@bot-metrics/core/options';
import { planBackends } from '../backend-plan.ts';
import { takeInstanceId } from '../instance-id.ts';
import type { BotMetricsOptions } from '../options.ts';
import type { BotMetricsConfig } from './config.ts';
import { isBackend, isTree } from './config-tree.ts';
import { loadConfig } from './load-config.ts';
import { isDisabledByOtel } from './otel/otel-environment.ts';
import { rootOptions } from './schema/root-options.ts';
import { Secret } from './secret.ts';

/** One setting that is in effect. */
export interface EffectiveSetting {
  /** The keys that lead to it, such as `['backends', 'cloud', 'interval']`; the index for an item of a list. */
  readonly path: readonly string[];
  /** Text for people: durations in seconds, a secret as `[secret]`, a URL without its password and query. */
  readonly value: string;
  /** Its place, such as `bot-metrics.config.yaml:9:15` or `OTEL_SERVICE_NAME`; `default` if no source sets it. */
  readonly from: string;
}

/** The configuration with which `createBotMetrics()` would run. */
export interface EffectiveConfig {
  /** In the order of `BotMetricsConfig`. Every other setting has its default. */
  readonly settings: readonly EffectiveSetting[];
  /** The sources that have settings, such as `bot-metrics.config.yaml`. */
  readonly sources: readonly string[];
  /** By name, created but not started: options are checked, and no port is open. */
  readonly backends: ReadonlyMap<string, { readonly kind: string; readonly backend: MetricsBackendPort }>;
  /** The settings that decide which metrics exist and which of them each backend sees. */
  readonly metrics: Pick<BotMetricsConfig, 'naming' | 'views' | 'runtime' | 'ownMetrics'>;
  /** Whether `OTEL_SDK_DISABLED` is true, so that the configuration has no effect. */
  readonly isDisabled: boolean;
}

/**
 * Reads and checks the configuration as `createBotMetrics()` does, and starts nothing.
 * @throws BotMetricsError `invalid_configuration` with every problem; `missing_package`
 */
export async function effectiveConfig(
  options: Pick<BotMetricsOptions, 'configFile' | 'cwd' | 'env' | 'diagnostics'> = {},
): Promise<EffectiveConfig> {
  const { env = process.env, cwd = process.cwd(), configFile } = options;
  const { diagnostics = new ConsoleDiagnostics(systemClock) } = options;
  const loaded = await loadConfig(undefined, { folder: cwd, configFile, env, diagnostics });
  const { settings, shown: shownSettings, backends, sources } = loaded;
  // As the only instance, whatever else runs in this process.
  const instance = takeInstanceId(env, { report() {} });
  instance.release();
  const plan = await planBackends(loaded, { 'service.instance.id': instance.id }, diagnostics);
  const shown = [...backends].map(([name, backend]) => [name, isBackend(backend) ? backend : backend.shown] as const);
  const shownBackends = Object.fromEntries(shown);
  const tree = Object.keys(rootOptions).map((key) => [key, key === 'backends' ? shownBackends : shownSettings[key]]);
  const { naming = 'semantic', views = [], runtime = false, ownMetrics = true } = settings;
  return {
    settings: listLeaves(Object.fromEntries(tree), []).map(({ path, value }) => ({
      path,
      value,
      from: sources.where(path) || 'default',
    })),
    sources: sources.names,
    backends: new Map(
      [...plan].map(([name, { backend }]) => [name, { kind: describeKind(backends.get(name)), backend }]),
    ),
    metrics: { naming, views, runtime, ownMetrics },
    isDisabled: isDisabledByOtel(env) || settings.enabled === false,
  };
}

function describeKind(backend: unknown): string {
  return isTree(backend) && isTree(backend.declaration) ? String(backend.declaration.type) : 'custom';
}

function listLeaves(value: unknown, path: readonly string[]): { path: readonly string[]; value: string }[] {
  if (value === undefined) return [];
  const isInner = isTree(value) || (Array.isArray(value) && value.some(isTree));
  const entries = isInner ? Object.entries(value) : [];
  if (entries.length > 0) return entries.flatMap(([key, inner]) => listLeaves(inner, [...path, key]));
  return path.length === 0 ? [] : [{ path, value: formatSetting(value) }];
}

function formatSetting(value: unknown): string {
  if (value instanceof Secret) return String(value);
  if (isBackend(value)) return `a backend of class ${value.constructor.name}`;
  if (typeof value === 'function') return 'a function';
  // A URL may contain a password.
  if (typeof value === 'string') return value.includes('://') ? withoutCredentials(value) : value;
  return JSON.stringify(value);
}
