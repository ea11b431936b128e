import { BotMetricsError } from '@bot-metrics/core';
import { DatadogMetricsBackend } from '../src/datadog-metrics-backend.ts';
import type { DatadogMetricsBackendOptions } from '../src/options.ts';

/** Returns the problems of the options, one per line. */
export function problems(options: object): string[] {
  try {
    new DatadogMetricsBackend(options as DatadogMetricsBackendOptions);
  } catch (error) {
    if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message.split('\n');
    throw error;
  }
  return [];
}
