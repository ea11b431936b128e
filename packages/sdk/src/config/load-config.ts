import type { Diagnostics } from '@bot-metrics/core';
import * as v from 'valibot';
import type { BotMetricsConfig } from './config.ts';
import { configFileSource } from './config-file.ts';
import { type ConfigSource, ConfigSources } from './config-source.ts';
import { at, type ConfigPath, type ConfigTree, isTree } from './config-tree.ts';
import { type Environment, environmentSource } from './environment.ts';
import { otelSource } from './otel-environment.ts';
import type { Problem } from './problem.ts';
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
  /** Without the parts that have problems. */
  readonly settings: Settings;
  /** With them nothing may start; they are told together with what the backends find wrong with the rest. */
  readonly problems: readonly Problem[];
  /** The place that a setting came from, for problems that are found later. */
  readonly sources: ConfigSources;
  /** No source names any backend. */
  readonly isDefault: boolean;
}

const defaults = { backends: { prometheus: { type: 'prometheus' } } };

/**
 * Reads every source, merges them key by key and checks the whole.
 * @throws BotMetricsError `invalid_configuration` for a file that cannot be read
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
  const tree = withoutDisabled(sources.merged);
  const result = v.safeParse(settingsSchema, tree);
  const problems = (result.issues ?? []).map(({ path = [], message }): Problem => {
    const keys = path.map(({ key }) => String(key));
    return { path: keys, where: sources.where(keys), text: message };
  });
  const settings = result.success ? result.output : v.parse(settingsSchema, withoutFaulty(tree, problems));
  return { settings, problems, sources, isDefault };
}

function withoutDisabled(tree: unknown): unknown {
  const isDisabled = (backend: unknown): boolean => [false, 'false'].some((no) => at(backend, ['enabled']) === no);
  return isTree(tree) ? withBackends(tree, (_name, backend) => !isDisabled(backend)) : tree;
}

/** Without the settings, or of the backends the single ones, that have a problem. */
function withoutFaulty(tree: unknown, problems: readonly Problem[]): ConfigTree {
  if (!isTree(tree)) return {};
  const isFaulty = (path: ConfigPath): boolean =>
    problems.some((problem) => path.every((key, i) => problem.path[i] === key));
  const faultless = withBackends(tree, (name) => !isFaulty(['backends', name]));
  return Object.fromEntries(
    Object.entries(faultless).filter(([key, value]) => (key === 'backends' && isTree(value)) || !isFaulty([key])),
  );
}

function withBackends(tree: ConfigTree, isWanted: (name: string, backend: unknown) => boolean): ConfigTree {
  const { backends } = tree;
  if (!isTree(backends)) return tree;
  const wanted = Object.entries(backends).filter(([name, backend]) => isWanted(name, backend));
  return { ...tree, backends: Object.fromEntries(wanted) };
}
