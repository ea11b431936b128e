import { type Labels, type MetricsTimer, type MetricsTimerOptions, metricsTimer } from '@bot-metrics/core';
import { currentServices } from './current-services.ts';
import { warnOfDeprecation } from './deprecation.ts';

/** What the old timer could time. */
export type PrometheusTimerType = MetricsTimerOptions['metricType'] | 'celery_task';

/** The label that names what is timed. */
const namingLabels: Readonly<Partial<Record<PrometheusTimerType, string>>> = {
  telegram_api: 'method',
  database: 'operation',
  task: 'task_name',
  celery_task: 'task_name',
  http: 'endpoint',
};

/**
 * Wraps a function so that each call is timed and recorded as `prometheusService` would; also a method decorator of either
 * kind. The function keeps everything that `metricsTimer` keeps. The service is looked up with each call.
 *
 * @param labels the name, or old labels with the name among them: `method`, `operation`, `task_name` or `endpoint`; default:
 * the function's name
 * @deprecated Use `metricsTimer({ metricType, metricName })`.
 */
export function prometheusTimer(metricType: PrometheusTimerType, labels: Labels | string = {}): MetricsTimer {
  warnOfDeprecation('prometheusTimer');
  const name = typeof labels === 'string' ? labels : nameAmong(labels, metricType);
  return metricsTimer({
    metricType: metricType === 'celery_task' ? 'task' : metricType,
    ...(name === undefined ? {} : { metricName: name }),
    ...(typeof labels === 'string' ? {} : { labels }),
    get collector() {
      return currentServices().collector;
    },
  });
}

function nameAmong(labels: Labels, metricType: PrometheusTimerType): string | undefined {
  try {
    const name = labels[namingLabels[metricType] ?? ''];
    return name === undefined ? undefined : String(name);
  } catch {
    // Labels that cannot be read cost their name, not the function that they decorate.
    return undefined;
  }
}
