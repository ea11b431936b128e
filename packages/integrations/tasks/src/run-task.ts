import { type MetricsCollectorService, metricsTimer } from '@bot-metrics/core';

/**
 * Runs a task and records its duration and whether it failed. Results, rejections and exceptions pass through.
 *
 * @param name the label `task.name`: from a small set, never containing an id
 */
export function runTask<T>(collector: MetricsCollectorService, name: string, task: () => T): T {
  return metricsTimer({ metricType: 'task', metricName: name, collector })(task)();
}
