import type { MetricsCollectorService } from '../services/collector/metrics-collector-service.ts';

let current: MetricsCollectorService | undefined;

/** The collector that `metricsTimer` uses where it was given none. */
export function defaultCollector(): MetricsCollectorService | undefined {
  return current;
}

/** Sets it, or takes it back with `undefined`. The SDK does so for the instance made with `{ global: true }`. */
export function setDefaultCollector(collector: MetricsCollectorService | undefined): void {
  current = collector;
}
