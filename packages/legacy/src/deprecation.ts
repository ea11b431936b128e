import { endOfSupport } from './end-of-support.ts';
import { warnOnce } from './warn-once.ts';

/** What each name of this package gives way to; `metrics` is what `createBotMetrics()` answers. */
const replacements = {
  recordHttpRequest: 'metrics.collector.recordHttpRequest({ method, endpoint, statusCode, duration })',
  recordTelegramApiRequest: 'metrics.collector.recordTelegramApiRequest({ method, status, duration })',
  recordTelegramUpdate: 'metrics.collector.recordTelegramUpdate({ updateType, handler, status, duration })',
  updateDatabaseConnections: 'metrics.collector.updateDatabaseConnections({ active, idle, max })',
  recordDatabaseQuery: 'metrics.collector.recordDatabaseQuery({ operation, status, duration })',
  recordCeleryTask: 'metrics.collector.recordTask({ taskName, status, duration })',
  updateCeleryWorkers: 'metrics.collector.updateTaskWorkers(active)',
  updateBusinessMetrics: 'metrics.business.update({ channelsCount, usersCount, scheduledPostsCount })',
  recordPostSent: 'metrics.business.recordPostSent({ status })',
  recordPostViewsUpdate: 'metrics.business.recordPostViewsUpdate(count)',
  updateSystemMetrics: 'metrics.system.start(intervalSeconds)',
  updateHealthCheck: 'metrics.health.update({ checkName, isHealthy })',
  setAppInfo: 'metrics.collector.setAppInfo({ version, environment })',
  getMetrics: 'metrics.collector.getMetricsOutput()',
  getContentType: 'metrics.collector.getContentType()',
  prometheusTimer: 'metricsTimer({ metricType, metricName })',
  collectSystemMetrics: 'metrics.system.start(intervalSeconds)',
  usePrometheusService: 'createBotMetrics(config)',
  createPrometheusService: 'createBotMetrics(config)',
};

export type DeprecatedName = keyof typeof replacements;

/** One `DeprecationWarning` for each name and process, with the code `BOT_METRICS_LEGACY_` and the name. */
export function warnOfDeprecation(name: DeprecatedName): void {
  const code = `BOT_METRICS_LEGACY_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const message = `${name}() goes away on ${endOfSupport}: use ${replacements[name]}`;
  warnOnce(code, 'DeprecationWarning', message);
}
