import type { Metrics } from '@bot-metrics/core';

/** What the old `update_system_metrics` was told, in percent, 0 to 100. */
export interface SystemFigures {
  readonly memory: number;
  readonly cpu: number;
  readonly disk: number;
}

/**
 * Sets the old gauges of the host from outside: the service of today reads the host itself and takes no figures. The
 * definitions are those of `SystemMetricsService`, so that both can record beside each other.
 */
export function recordSystemFigures(metrics: Metrics, { memory, cpu, disk }: SystemFigures): void {
  // The same definition is the same gauge; a host is not read so often that looking it up would matter.
  metrics.gauge('system_memory_usage_percent', { description: "Use of the host's memory." }).set(memory);
  metrics.gauge('system_cpu_usage_percent', { description: "Use of the host's CPUs." }).set(cpu);
  metrics.gauge('system_disk_usage_percent', { description: 'Use of the file system.' }).set(disk);
}
