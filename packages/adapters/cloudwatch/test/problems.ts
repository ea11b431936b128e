import { BotMetricsError } from '@bot-metrics/core';
import { CloudWatchMetricsBackend } from '../src/cloudwatch-metrics-backend.ts';
import type { CloudWatchMetricsBackendOptions } from '../src/options.ts';

/** What is wrong with the options, a line each. */
export function problems(options: object): string[] {
  try {
    new CloudWatchMetricsBackend(options as CloudWatchMetricsBackendOptions);
  } catch (error) {
    if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message.split('\n');
    throw error;
  }
  return [];
}
