import { at, type ConfigPath, isTree } from '../config-tree.ts';
import { isReference } from '../secret.ts';

/** A source of settings. */
export interface ConfigSource {
  readonly value: unknown;
  /** The name for people, such as `bot-metrics.config.yaml` or `BOT_METRICS_PREFIX`; empty if there are no settings. */
  readonly name: string;
  /** Where relative paths in the settings start. */
  readonly folder: string;
  /** Returns the place of a setting for people, such as `bot-metrics.config.yaml:9:15`; empty for the argument. */
  where(path: ConfigPath): string;
}

/** All sources in order of precedence, and the origin of each setting. */
export class ConfigSources {
  readonly #sources: readonly ConfigSource[];

  constructor(sources: readonly ConfigSource[]) {
    this.#sources = sources;
  }

  get merged(): unknown {
    return this.#sources.reduceRight<unknown>((low, { value }) => merge(value, low), {});
  }

  /** The names of the sources that have settings. */
  get names(): readonly string[] {
    return this.#sources.map(({ name }) => name).filter((name) => name !== '');
  }

  /** Returns the place of the setting, or of the nearest enclosing map that a source has. */
  where(path: ConfigPath): string {
    for (let length = path.length; length > 0; length--) {
      const known = path.slice(0, length);
      const source = this.#findSource(known);
      if (source !== undefined) return source.where(known);
    }
    // A key without the space after its colon, which messages show without its value.
    const [first] = path;
    return this.#sources.find(({ value }) => hasKeyWithColon(value, first))?.where(path) ?? '';
  }

  /** Returns the folder where relative paths of the setting start. */
  folder(path: ConfigPath): string | undefined {
    return this.#findSource(path)?.folder;
  }

  #findSource(path: ConfigPath): ConfigSource | undefined {
    return this.#sources.find(({ value }) => at(value, path) !== undefined);
  }
}

/**
 * Merges two settings key by key; `high` overrides. A key whose value is `undefined` counts as unset. Maps with different values
 * of `type`, such as two kinds of backend under one name, are not merged; neither are references to secrets.
 */
function merge(high: unknown, low: unknown): unknown {
  if (high === undefined) return isTree(low) && !isReference(low) ? merge({}, low) : low;
  if (!isTree(high) || isReference(high)) return high;
  const base = isTree(low) && !isReference(low) && !isOtherType(high, low) ? low : {};
  // Keys of `low` come first, so that overriding a backend does not change the order of the backends.
  const keys = new Set([...Object.keys(base), ...Object.keys(high)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, merge(at(high, [key]), at(base, [key]))]).filter(([, value]) => value !== undefined),
  );
}

function hasKeyWithColon(value: unknown, name: string | undefined): boolean {
  return isTree(value) && Object.keys(value).some((key) => key.startsWith(`${name}:`));
}

function isOtherType(high: unknown, low: unknown): boolean {
  const [type, other] = [at(high, ['type']), at(low, ['type'])];
  return type !== undefined && other !== undefined && type !== other;
}
