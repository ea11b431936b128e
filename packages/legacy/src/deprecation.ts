import { warnOnce } from './warn-once.ts';

/** The last day of this package: 60 days after the first release, planned for 2026-12-01. */
export const endOfSupport = '2027-01-30';

/** The replacement for each name; `metrics` is the result of `createBotMetrics()`. */
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

/** Emits one `DeprecationWarning` per name and process. Its code is `BOT_METRICS_LEGACY_` followed by the name. */
export function warnOfDeprecation(name: DeprecatedName): void {
  const code = `BOT_METRICS_LEGACY_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const message = `${name}() will be removed on ${endOfSupport}: use ${replacements[name]}`;
  warnOnce(code, 'DeprecationWarning', message);
}
