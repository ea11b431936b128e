import { BotMetricsError } from '@bot-metrics/core';
import { CloudWatchMetricsBackend } from '../src/cloudwatch-metrics-backend.ts';
import type { CloudWatchMetricsBackendOptions } from '../src/options.ts';

/** Returns the problems of the options, one per line. */
export function problems(options: object): string[] {
  try {
    new CloudWatchMetricsBackend(options as CloudWatchMetricsBackendOptions);
  } catch (error) {
    if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message.split('\n');
    throw error;
  }
  return [];
}
