import { type Labels, type MetricsTimer, type MetricsTimerOptions, metricsTimer } from '@bot-metrics/core';
import { currentServices } from './current-services.ts';
import { warnOfDeprecation } from './deprecation.ts';

/** The types that the old timer supported. */
export type PrometheusTimerType = MetricsTimerOptions['metricType'] | 'celery_task';

/** The label that holds the name, by type. */
const namingLabels: Readonly<Partial<Record<PrometheusTimerType, string>>> = {
  telegram_api: 'method',
  database: 'operation',
  task: 'task_name',
  celery_task: 'task_name',
  http: 'endpoint',
};

/**
 * Wraps a function so that every call is timed and recorded as by `prometheusService`. Also works as a method decorator
 * of either kind. The function keeps everything that `metricsTimer` keeps. The service is looked up on every call.
 *
 * @param labels the name, or old labels that contain it as `method`, `operation`, `task_name` or `endpoint`; default:
 * the function's name
 * @deprecated Use `metricsTimer({ metricType, metricName })`.
 */
export function prometheusTimer(metricType: PrometheusTimerType, labels: Labels | string = {}): MetricsTimer {
  warnOfDeprecation('prometheusTimer');
  const name = typeof labels === 'string' ? labels : findName(labels, metricType);
  return metricsTimer({
    metricType: metricType === 'celery_task' ? 'task' : metricType,
    ...(name === undefined ? {} : { metricName: name }),
    ...(typeof labels === 'string' ? {} : { labels }),
    get collector() {
      return currentServices().collector;
    },
  });
}

function findName(labels: Labels, metricType: PrometheusTimerType): string | undefined {
  try {
    const name = labels[namingLabels[metricType] ?? ''];
    return name === undefined ? undefined : String(name);
  } catch {
    // Unreadable labels only lose the name; the function still works.
    return undefined;
  }
}
