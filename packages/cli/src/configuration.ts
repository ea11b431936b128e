import type { Diagnostics } from '@bot-metrics/core';
import { type EffectiveConfig, effectiveConfig } from '@bot-metrics/sdk/config';
import type { Invocation } from './command.ts';

/** The configuration that a command reads, with the warnings that the SDK would log. */
export interface Configuration extends EffectiveConfig {
  /** One line each, for example about an unused `OTEL_*` variable. */
  readonly notes: readonly string[];
}

/** @throws BotMetricsError `invalid_configuration`, `missing_package` */
export async function readConfiguration({ terminal, values }: Invocation): Promise<Configuration> {
  const notes: string[] = [];
  const diagnostics: Diagnostics = { report: ({ message }) => void notes.push(message) };
  const { env, cwd } = terminal;
  const file = typeof values.config === 'string' ? { configFile: values.config } : {};
  const config = await effectiveConfig({ env, cwd, diagnostics, ...file });
  if (config.isDisabled)
    notes.push('metrics are switched off: a service started with this configuration delivers nothing');
  return { ...config, notes };
}
