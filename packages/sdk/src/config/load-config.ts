import { BotMetricsError, type Diagnostics, type MetricsBackendPort, type View } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import {
  type BackendDeclaration,
  checkOptions,
  configurationError,
  flag,
  group,
  mapSecrets,
  type Option,
  type OptionGroup,
  type Problem,
  readGroup,
  showKind,
  text,
} from '@bot-metrics/core/options';
import { findDeclaration } from './backend-declarations.ts';
import type { BotMetricsConfig } from './config.ts';
import { type ConfigPath, type ConfigTree, isBackend, isTree, mapValues, at as valueAt } from './config-tree.ts';
import { readOtelSource } from './otel/otel-environment.ts';
import { rootOptions, type Settings } from './schema/root-options.ts';
import { resolveSecret, Secret } from './secret.ts';
import { readConfigFile } from './sources/config-file.ts';
import { type ConfigSource, ConfigSources } from './sources/config-source.ts';
import { CONFIG_FILE, type Environment, readEnvironmentSource } from './sources/environment.ts';

/** The sources of a configuration besides the argument. */
export interface ConfigContext {
  /** The folder in which the configuration file is looked for. */
  readonly folder: string;
  /** Relative to `folder`; `false` reads none. */
  readonly configFile: string | false | undefined;
  readonly env: Environment;
  readonly diagnostics: Diagnostics;
}

/** A checked configuration. */
export interface LoadedConfig {
  readonly settings: Settings;
  /** The settings with each secret as a `Secret`, which does not show its text. */
  readonly shown: ConfigTree;
  /** By name, in the order of the configuration. */
  readonly backends: ReadonlyMap<string, ConfiguredBackend | MetricsBackendPort>;
  readonly sources: ConfigSources;
  /** Whether the default backend is used, because no source names one. */
  readonly isDefault: boolean;
}

/** A backend that a configuration describes. */
export interface ConfiguredBackend {
  readonly declaration: BackendDeclaration;
  /** The options that the configuration sets, checked. Durations are seconds, and each secret is a function that reads it. */
  readonly options: ConfigTree;
  /** The options with each secret as a `Secret`, which can be compared and does not show its text. */
  readonly shown: ConfigTree;
}

const defaults = { backends: { prometheus: { type: 'prometheus' } } };

/** Options of every backend, which the SDK reads itself. */
const commonOptions = {
  type: text({ description: '' }),
  enabled: flag({ description: '' }),
};

/**
 * Reads all sources, merges them key by key and checks the result.
 * @throws BotMetricsError `invalid_configuration` with every problem; `missing_package`
 */
export async function loadConfig(config: BotMetricsConfig | undefined, context: ConfigContext): Promise<LoadedConfig> {
  const { sources, isDefault } = await readSources(config, context);
  const merged = sources.merged;
  const root = isTree(merged) ? merged : {};
  const check = new ConfigCheck(sources, context);
  const { settings, shown } = check.checkRoot(root);
  const backends = await check.checkBackends(valueAt(root, ['backends']));
  check.checkViews(valueAt(root, ['views']));
  if (check.problems.length > 0) throw configurationError(check.problems);
  return { settings, shown, backends, sources, isDefault };
}

async function readSources(
  config: BotMetricsConfig | undefined,
  { configFile, folder, env, diagnostics }: ConfigContext,
): Promise<Pick<LoadedConfig, 'sources' | 'isDefault'>> {
  const name = Object.keys(config ?? {}).length === 0 ? '' : 'code';
  const argument: ConfigSource = { value: config, name, folder, where: () => '' };
  // An argument that names backends is complete: a file is read only if it is named.
  const isComplete = valueAt(config, ['backends']) !== undefined;
  const named = configFile ?? (env[CONFIG_FILE] || (isComplete ? false : undefined));
  const file = await readConfigFile(named, folder, env);
  const environment = readEnvironmentSource(env, [config, file?.value], folder);
  const given = [argument, environment, ...(file === undefined ? [] : [file])];
  const isDefault = !env.OTEL_METRICS_EXPORTER && valueAt(new ConfigSources(given).merged, ['backends']) === undefined;
  if (isDefault) given.push({ value: defaults, name: 'the default backend', folder, where: () => '' });
  const otel = readOtelSource(env, new ConfigSources(given).merged, folder, (variable, reason) =>
    diagnostics.report({ code: 'otel_variable_ignored', message: `${variable}: ${reason}`, severity: 'warn' }),
  );
  return { sources: new ConfigSources([...given, otel]), isDefault };
}

/** Checks one configuration and collects its problems. */
class ConfigCheck {
  readonly problems: Problem[] = [];
  readonly #sources: ConfigSources;
  readonly #context: ConfigContext;

  constructor(sources: ConfigSources, context: ConfigContext) {
    this.#sources = sources;
    this.#context = context;
  }

  checkRoot(root: ConfigTree): Pick<LoadedConfig, 'settings' | 'shown'> {
    const all = group(rootOptions, { description: '' });
    const secrets = this.#readSecrets(all, root, []);
    const problems: Problem[] = [];
    readGroup(
      rootOptions,
      replaceSecrets(secrets, (secret) => secret.text),
      { path: [], problems },
    );
    this.#add([], problems);
    const readers = replaceSecrets(secrets, (secret) => secret.reader);
    const { backends, ...settings } = readGroup(rootOptions, readers, { path: [], problems: [] });
    const shown = mapSecrets(all, settings, (_reader, path) => valueAt(secrets, path));
    return { settings: settings as Settings, shown: shown as ConfigTree };
  }

  async checkBackends(backends: unknown): Promise<LoadedConfig['backends']> {
    const checked = new Map<string, ConfiguredBackend | MetricsBackendPort>();
    for (const [name, given] of Object.entries(isTree(backends) ? backends : {})) {
      if (isDisabled(given)) continue;
      const backend = isBackend(given) ? this.#checkReady(name, given) : await this.#checkDeclared(name, given);
      if (backend !== undefined) checked.set(name, backend);
    }
    return checked;
  }

  /** Lets a store check the views that have no problem yet. */
  checkViews(views: unknown): void {
    const faulty = new Set(this.problems.filter(({ path }) => path[0] === 'views').map(({ path }) => path[1]));
    for (const [i, view] of (Array.isArray(views) ? (views as View[]) : []).entries()) {
      if (faulty.has(String(i))) continue;
      try {
        new MetricStore({ views: [view] });
      } catch (error) {
        if (!(error instanceof BotMetricsError) || error.problems.length === 0) throw error;
        const inView = error.problems.map(({ path, text }) => ({ path: path.slice(2), text }));
        this.#add(['views', String(i)], inView);
      }
    }
  }

  #checkReady(name: string, backend: MetricsBackendPort): MetricsBackendPort {
    if (backend.name !== name) {
      const text = `the backend is named "${backend.name}"; name it "${name}", or use its name as the key`;
      this.#add(['backends', name], [{ path: [], text }]);
    }
    return backend;
  }

  async #checkDeclared(name: string, given: unknown): Promise<ConfiguredBackend | undefined> {
    const path = ['backends', name];
    if (!isTree(given)) {
      this.#add(path, [{ path: [], text: `expected a map with a type, or a backend, received ${showKind(given)}` }]);
      return undefined;
    }
    const folder = this.#sources.folder([...path, 'type']) ?? this.#context.folder;
    const found = await findDeclaration(given.type, folder);
    if (found.problem !== undefined) this.#add(path, [{ path: ['type'], text: found.problem }]);
    if (found.declaration === undefined) return undefined;
    const { declaration } = found;
    const options: OptionGroup = { ...commonOptions, ...pickConfigurable(declaration.options) };
    const all = group(options, { description: '' });
    const secrets = this.#readSecrets(all, given, path);
    const check = (tree: ConfigTree) => checkOptions({ ...declaration, options }, tree);
    this.#add(path, check(replaceSecrets(secrets, (secret) => secret.text)).problems);
    const { type, enabled, ...written } = check(replaceSecrets(secrets, (secret) => secret.reader))
      .written as ConfigTree;
    const shown = mapSecrets(all, { type: given.type, ...written }, (_reader, key) => valueAt(secrets, key));
    return { declaration, options: written, shown: shown as ConfigTree };
  }

  #readSecrets(option: Option, tree: ConfigTree, base: ConfigPath): ConfigTree {
    return mapSecrets(option, tree, (value, path) => {
      const folder = this.#sources.folder([...base, ...path]) ?? this.#context.folder;
      return resolveSecret(value, this.#context.env, folder);
    }) as ConfigTree;
  }

  #add(base: ConfigPath, problems: readonly Problem[]): void {
    for (const { path, text } of problems) {
      const full = [...base, ...path];
      this.problems.push({ path: full, text, where: this.#sources.where(full) });
    }
  }
}

/** Returns the options that a configuration can set: not those that take objects or functions. */
function pickConfigurable(options: OptionGroup): OptionGroup {
  return Object.fromEntries(Object.entries(options).filter(([, { details }]) => details.inCode !== true));
}

function isDisabled(backend: unknown): boolean {
  const enabled = valueAt(backend, ['enabled']);
  return enabled === false || enabled === 'false';
}

/** Returns a copy with every secret replaced. */
function replaceSecrets(tree: ConfigTree, replace: (secret: Secret) => unknown): ConfigTree {
  return mapValues(tree, (value) => (value instanceof Secret ? replace(value) : value));
}
