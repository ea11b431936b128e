import type { Metrics } from '@bot-metrics/core';

/** The arguments of the old `update_system_metrics`, in percent from 0 to 100. */
export interface SystemFigures {
  readonly memory: number;
  readonly cpu: number;
  readonly disk: number;
}

/**
 * Sets the old host gauges from given figures, since the current service reads the host itself and accepts none. The
 * definitions equal those of `SystemMetricsService`, so both can record at the same time.
 */
export function recordSystemFigures(metrics: Metrics, { memory, cpu, disk }: SystemFigures): void {
  // An equal definition returns the same gauge. Host figures are too rare for the look-up to matter.
  metrics.gauge('system_memory_usage_percent', { description: "Use of the host's memory." }).set(memory);
  metrics.gauge('system_cpu_usage_percent', { description: "Use of the host's CPUs." }).set(cpu);
  metrics.gauge('system_disk_usage_percent', { description: 'Use of the file system.' }).set(disk);
}
