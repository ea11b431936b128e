import { setDefaultCollector } from '@bot-metrics/core';
import type { BotMetrics } from './bot-metrics.ts';

let current: BotMetrics | undefined;

/** Returns the last instance created with `global: true`, or `undefined` if there is none or it was shut down. */
export function getBotMetrics(): BotMetrics | undefined {
  return current;
}

/** Makes this the instance of `getBotMetrics()`, and its collector that of `metricsTimer`. Returns the function that reverts both. */
export function makeGlobal(metrics: BotMetrics): () => void {
  current = metrics;
  setDefaultCollector(metrics.collector);
  return () => {
    if (current !== metrics) return;
    current = undefined;
    setDefaultCollector(undefined);
  };
}
