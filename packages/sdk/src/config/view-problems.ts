import { BotMetricsError, MetricStore, type View } from '@bot-metrics/core';
import type { ConfigSources } from './config-source.ts';
import type { Problem } from './problem.ts';

/** What only a store can tell of views, at the place of each. */
export function viewProblems(views: readonly View[], sources: ConfigSources): Problem[] {
  try {
    new MetricStore({ views });
    return [];
  } catch (error) {
    if (!(error instanceof BotMetricsError) || error.code !== 'invalid_configuration') throw error;
    return error.message.split('\n').map((line) => {
      const [, index = '', option = '', text = line] = /^views\[(\d+)\]\.([^\s:]+):? (.*)$/.exec(line) ?? [];
      const path = ['views', index, ...option.split('.')].filter((key) => key !== '');
      return { path, where: sources.where(path), text };
    });
  }
}
