import { BotMetricsError, type MetricsBackendPort } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import type { BotMetricsConfig } from '../../src/config/config.ts';
import { type ConfigTree, isBackend } from '../../src/config/config-tree.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export interface Given {
  readonly argument?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** The text of `bot-metrics.config.yaml`. */
  readonly yaml?: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly configFile?: string | false;
  readonly diagnostics?: CollectedDiagnostics;
}

/** A checked configuration with only what is set, and secrets as objects that hide them. */
export interface Loaded extends ConfigTree {
  readonly backends: Readonly<Record<string, ConfigTree | MetricsBackendPort>>;
}

/** Loads the configuration from these sources. */
export async function load(given: Given): Promise<Loaded> {
  const yaml = given.yaml === undefined ? {} : { 'bot-metrics.config.yaml': given.yaml };
  const { shown, backends } = await loadConfig(given.argument as BotMetricsConfig | undefined, {
    folder: temporaryFolder({ ...yaml, ...given.files }),
    configFile: given.configFile,
    env: given.env ?? {},
    diagnostics: given.diagnostics ?? new CollectedDiagnostics(),
  });
  const settings = Object.entries(shown).filter(([, value]) => value !== undefined);
  const named = [...backends].map(([name, backend]) => [name, isBackend(backend) ? backend : backend.shown] as const);
  return { ...Object.fromEntries(settings), backends: Object.fromEntries(named) };
}

/** Returns the message of the `invalid_configuration` that these sources cause. */
export async function problems(given: Given): Promise<string> {
  const error: unknown = await load(given).catch((thrown: unknown) => thrown);
  if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message;
  throw new Error('there is no problem', { cause: error });
}
