import type { Diagnostics } from '@bot-metrics/core';
import * as v from 'valibot';
import type { BotMetricsConfig } from './config.ts';
import { configFileSource } from './config-file.ts';
import { type ConfigSource, ConfigSources } from './config-source.ts';
import { at, isTree } from './config-tree.ts';
import { type Environment, environmentSource } from './environment.ts';
import { otelSource } from './otel-environment.ts';
import { configurationError } from './problem.ts';
import { settingsSchema } from './schema.ts';
import { withSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';

export interface ConfigContext {
  /** Where the configuration file is looked for. */
  readonly folder: string;
  /** Relative to `folder`; `false` looks for none. */
  readonly configFile: string | false | undefined;
  readonly env: Environment;
  readonly diagnostics: Diagnostics;
}

export interface LoadedConfig {
  readonly settings: Settings;
  /** The place that a setting came from, for problems that are found later. */
  readonly sources: ConfigSources;
  /** No source names any backend. */
  readonly isDefault: boolean;
}

const defaults = { backends: { prometheus: { type: 'prometheus' } } };

/**
 * Reads every source, merges them key by key and checks the whole.
 * @throws BotMetricsError `invalid_configuration` that lists every problem
 */
export async function loadConfig(config: BotMetricsConfig | undefined, context: ConfigContext): Promise<LoadedConfig> {
  const { folder, env } = context;
  const argument: ConfigSource = { value: config, folder, where: () => '' };
  const file = await configFileSource(context.configFile, folder, env);
  const environment = environmentSource(env, [config, file?.value], folder);
  const given = [argument, environment, ...(file === undefined ? [] : [file])];
  const isDefault = !env.OTEL_METRICS_EXPORTER && at(new ConfigSources(given).merged, ['backends']) === undefined;
  if (isDefault) given.push({ value: defaults, folder, where: () => '' });
  const otel = otelSource(env, new ConfigSources(given).merged, folder, (variable, why) =>
    context.diagnostics.report({ code: 'otel_variable_ignored', message: `${variable}: ${why}`, severity: 'warn' }),
  );
  const sources = new ConfigSources([...given, otel].map((source) => withSecrets(source, env)));
  const result = v.safeParse(settingsSchema, withoutDisabled(sources.merged));
  if (result.success) return { settings: result.output, sources, isDefault };
  throw configurationError(
    result.issues.map(({ path = [], message }) => {
      const keys = path.map(({ key }) => String(key));
      return { path: keys, where: sources.where(keys), text: message };
    }),
  );
}

function withoutDisabled(tree: unknown): unknown {
  const backends = at(tree, ['backends']);
  if (!isTree(backends)) return tree;
  const isDisabled = (backend: unknown): boolean => [false, 'false'].some((no) => at(backend, ['enabled']) === no);
  const enabled = Object.entries(backends).filter(([, backend]) => !isDisabled(backend));
  return { ...(isTree(tree) ? tree : {}), backends: Object.fromEntries(enabled) };
}
