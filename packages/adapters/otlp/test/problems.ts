import { BotMetricsError } from '@bot-metrics/core';
import { type OtlpMetricsBackendOptions, resolveSettings } from '../src/options.ts';

/** What is wrong with the options, a line each. */
export function problems(options: object): string[] {
  try {
    resolveSettings(options as OtlpMetricsBackendOptions);
  } catch (error) {
    if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message.split('\n');
    throw error;
  }
  return [];
}
