import { BotMetricsError } from '@bot-metrics/core';
import { type OtlpMetricsBackendOptions, resolveSettings } from '../src/options.ts';

/** Returns the problems of the options, one per line. */
export function problems(options: object): string[] {
  try {
    resolveSettings(options as OtlpMetricsBackendOptions);
  } catch (error) {
    if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message.split('\n');
    throw error;
  }
  return [];
}
