import { type MetricsCollectorService, metricsTimer } from '@bot-metrics/core';

/**
 * Runs a task and records how long it took and whether it failed. What it returns, rejects with or throws comes through.
 *
 * @param name the label `task.name`: one of few, never with an id in it
 */
export function runTask<T>(collector: MetricsCollectorService, name: string, task: () => T): T {
  return metricsTimer({ metricType: 'task', metricName: name, collector })(task)();
}
