import { ConsoleDiagnostics, type MetricsBackendPort, systemClock } from '@bot-metrics/core';
import { withoutCredentials } from '@bot-metrics/core/options';
import { planBackends } from '../backend-plan.ts';
import { instanceIdOf } from '../instance-id.ts';
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
  /** Its place, such as `bot-metrics.config.yaml:9:15` or `OTEL_SERVICE_NAME`; `default` where no source has it. */
  readonly from: string;
}

/** What `createBotMetrics()` would run with. */
export interface EffectiveConfig {
  /** In the order of the type `BotMetricsConfig`. A setting that is missing here has the default of its option. */
  readonly settings: readonly EffectiveSetting[];
  /** The sources that have settings, such as `bot-metrics.config.yaml`. */
  readonly sources: readonly string[];
  /** By name, created but not started: their options are checked, no port is open. */
  readonly backends: ReadonlyMap<string, { readonly kind: string; readonly backend: MetricsBackendPort }>;
  /** Decides which metrics exist, and which of them each backend sees. */
  readonly metrics: Pick<BotMetricsConfig, 'naming' | 'views' | 'runtime' | 'ownMetrics'>;
  /** Whether `OTEL_SDK_DISABLED` is true, so that nothing of this is in effect. */
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
  const plan = await planBackends(loaded, { 'service.instance.id': instanceIdOf(env) }, diagnostics);
  const shown = [...backends].map(([name, backend]) => [name, isBackend(backend) ? backend : backend.shown] as const);
  const shownBackends = Object.fromEntries(shown);
  const tree = Object.keys(rootOptions).map((key) => [key, key === 'backends' ? shownBackends : shownSettings[key]]);
  const { naming = 'semantic', views = [], runtime = false, ownMetrics = true } = settings;
  return {
    settings: leaves(Object.fromEntries(tree), []).map(({ path, value }) => ({
      path,
      value,
      from: sources.where(path) || 'default',
    })),
    sources: sources.names,
    backends: new Map([...plan].map(([name, { backend }]) => [name, { kind: kindOf(backends.get(name)), backend }])),
    metrics: { naming, views, runtime, ownMetrics },
    isDisabled: isDisabledByOtel(env),
  };
}

function kindOf(backend: unknown): string {
  return isTree(backend) && isTree(backend.declaration) ? String(backend.declaration.type) : 'custom';
}

function leaves(value: unknown, path: readonly string[]): { path: readonly string[]; value: string }[] {
  if (value === undefined) return [];
  const isInner = isTree(value) || (Array.isArray(value) && value.some(isTree));
  const entries = isInner ? Object.entries(value) : [];
  if (entries.length > 0) return entries.flatMap(([key, inner]) => leaves(inner, [...path, key]));
  return path.length === 0 ? [] : [{ path, value: textOf(value) }];
}

function textOf(value: unknown): string {
  if (value instanceof Secret) return String(value);
  if (isBackend(value)) return `a backend of class ${value.constructor.name}`;
  if (typeof value === 'function') return 'a function';
  // A URL may carry a password; other texts are shown as they are.
  if (typeof value === 'string') return value.includes('://') ? withoutCredentials(value) : value;
  return JSON.stringify(value);
}
