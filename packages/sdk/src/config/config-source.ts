import { at, type ConfigPath } from './config-tree.ts';
import { merge } from './merge.ts';

/** One place that settings come from. */
export interface ConfigSource {
  readonly value: unknown;
  /** Relative paths in it start here. */
  readonly folder: string;
  /** The place of a setting for people, such as `bot-metrics.config.yaml:9:15`; empty for the argument. */
  where(path: ConfigPath): string;
}

/** All sources, the first one wins. Tells which of them a setting came from. */
export class ConfigSources {
  readonly #sources: readonly ConfigSource[];

  constructor(sources: readonly ConfigSource[]) {
    this.#sources = sources;
  }

  get merged(): unknown {
    return this.#sources.reduceRight<unknown>((low, { value }) => merge(value, low), {});
  }

  /** Of the setting, or of the nearest map around it that is in any source. */
  where(path: ConfigPath): string {
    for (let length = path.length; length > 0; length--) {
      const known = path.slice(0, length);
      const source = this.#sourceOf(known);
      if (source !== undefined) return source.where(known);
    }
    return '';
  }

  #sourceOf(path: ConfigPath): ConfigSource | undefined {
    return this.#sources.find(({ value }) => at(value, path) !== undefined);
  }
}
