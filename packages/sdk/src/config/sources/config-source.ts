import { at, type ConfigPath } from '../config-tree.ts';
import { merge } from './merge.ts';

/** One place that settings come from. */
export interface ConfigSource {
  readonly value: unknown;
  /** Names the source for people, such as `bot-metrics.config.yaml` or `BOT_METRICS_PREFIX`; empty without settings. */
  readonly name: string;
  /** Relative paths in it start here. */
  readonly folder: string;
  /** The place of a setting for people, such as `bot-metrics.config.yaml:9:15`; empty for the argument. */
  where(path: ConfigPath): string;
}

/** All sources; the first one wins. Knows which of them a setting came from. */
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

  /** The place of the setting, or of the nearest map around it that is in a source. */
  where(path: ConfigPath): string {
    for (let length = path.length; length > 0; length--) {
      const known = path.slice(0, length);
      const source = this.#sourceOf(known);
      if (source !== undefined) return source.where(known);
    }
    return '';
  }

  /** The folder at which relative paths of the setting start. */
  folder(path: ConfigPath): string | undefined {
    return this.#sourceOf(path)?.folder;
  }

  #sourceOf(path: ConfigPath): ConfigSource | undefined {
    return this.#sources.find(({ value }) => at(value, path) !== undefined);
  }
}
