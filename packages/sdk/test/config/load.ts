import { BotMetricsError } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import type { BotMetricsConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { configurationError } from '../../src/config/problem.ts';
import type { Settings } from '../../src/config/settings.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export interface Given {
  readonly argument?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** The text of `bot-metrics.config.yaml`. */
  readonly yaml?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly configFile?: string | false;
  readonly diagnostics?: CollectedDiagnostics;
}

/** The settings that these sources make. */
export async function load(given: Given): Promise<Settings> {
  const yaml = given.yaml === undefined ? {} : { 'bot-metrics.config.yaml': given.yaml };
  const { settings, problems } = await loadConfig(given.argument as BotMetricsConfig | undefined, {
    folder: temporaryFolder({ ...yaml, ...given.files }),
    configFile: given.configFile,
    env: given.env ?? {},
    diagnostics: given.diagnostics ?? new CollectedDiagnostics(),
  });
  if (problems.length > 0) throw configurationError(problems);
  return settings;
}

/** The message of the `invalid_configuration` that these sources make. */
export async function problems(given: Given): Promise<string> {
  const error: unknown = await load(given).catch((thrown: unknown) => thrown);
  if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message;
  throw new Error('there is no problem', { cause: error });
}
