import { setDefaultCollector } from '@bot-metrics/core';
import type { BotMetrics } from './bot-metrics.ts';

let current: BotMetrics | undefined;

/** The last instance made with `{ global: true }`, until it is shut down; `undefined` before there is one. */
export function getBotMetrics(): BotMetrics | undefined {
  return current;
}

/** Its collector becomes the one of `metricsTimer`. Returns the function that takes both back. */
export function makeGlobal(metrics: BotMetrics): () => void {
  current = metrics;
  setDefaultCollector(metrics.collector);
  return () => {
    if (current !== metrics) return;
    current = undefined;
    setDefaultCollector(undefined);
  };
}
