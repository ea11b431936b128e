import type { MetricsCollectorService } from '../services/collector/metrics-collector-service.ts';

let current: MetricsCollectorService | undefined;

/** The collector of every `metricsTimer` without a collector of its own; `undefined` before one is set. */
export function defaultCollector(): MetricsCollectorService | undefined {
  return current;
}

/** Sets the default collector, or removes it with `undefined`. The SDK calls it for an instance made with `{ global: true }`. */
export function setDefaultCollector(collector: MetricsCollectorService | undefined): void {
  current = collector;
}
