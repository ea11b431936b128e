import type { Histogram } from '../instruments/instrument.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { MetricsCollectorService } from '../services/collector/metrics-collector-service.ts';
import { defaultCollector } from './default-collector.ts';
import { reportFailure } from './guarded.ts';

/** How calls of a function are timed and recorded. */
export interface MetricsTimerOptions {
  /** The kind of metric that records the calls. */
  readonly metricType: 'telegram_api' | 'database' | 'task' | 'http' | 'function';
  /** The method, operation, task, route or function name. @default the function's name */
  readonly metricName?: string;
  /** @default the collector of `getBotMetrics()` at the time of the call; before there is one, nothing is recorded */
  readonly collector?: MetricsCollectorService;
  /** Whether a returned result counts as a failure. @default never */
  readonly isError?: (result: unknown) => boolean;
  /** For `http`: `method` and `status_code`; for `database`: `system`; for `task`: `queue`. @default none */
  readonly labels?: Labels | ((args: readonly unknown[], result: unknown, error: unknown) => Labels);
}

/** The outcome of a call. */
export interface Outcome {
  readonly args: readonly unknown[];
  readonly seconds: number;
  readonly result?: unknown;
  readonly error?: unknown;
  /** Whether it threw or rejected. */
  readonly failed: boolean;
}

/** Records one call. Never throws, because a failure of the metrics must not change what the function does. */
export function recordCall(options: MetricsTimerOptions, functionName: string, outcome: Outcome): void {
  const collector = options.collector ?? defaultCollector();
  if (collector === undefined) return;
  try {
    const { labels = {}, isError } = options;
    const failed = outcome.failed || (isError?.(outcome.result) ?? false);
    const given = typeof labels === 'function' ? labels(outcome.args, outcome.result, outcome.error) : labels;
    recordAs(collector, options.metricType, options.metricName ?? functionName, { ...outcome, failed }, given);
  } catch (error) {
    // The caller's `labels` or `isError` threw, which must not change the outcome of the call.
    reportFailure(`metricsTimer of ${functionName}`, collector, error);
  }
}

function recordAs(
  collector: MetricsCollectorService,
  type: MetricsTimerOptions['metricType'],
  name: string,
  { seconds: duration, failed, error, result }: Outcome,
  labels: Labels,
): void {
  const status = failed ? 'error' : 'success';
  const errorType = failed ? { errorType: error instanceof Error ? error.name : 'error' } : {};
  switch (type) {
    case 'telegram_api':
      return collector.recordTelegramApiRequest({
        method: name,
        status: failed ? toApiStatus(error ?? result) : 'ok',
        duration,
      });
    case 'database':
      return collector.recordDatabaseQuery({
        operation: name,
        status,
        duration,
        ...readText(labels, 'system'),
        ...errorType,
      });
    case 'task':
      return collector.recordTask({ taskName: name, status, duration, ...readText(labels, 'queue'), ...errorType });
    case 'http':
      return collector.recordHttpRequest({
        method: String(labels.method ?? 'GET'),
        endpoint: name,
        statusCode: Number(labels.status_code ?? (failed ? 500 : 200)),
        duration,
        ...errorType,
      });
    case 'function':
      getDurations(collector).record(duration, { 'function.name': name, outcome: status });
  }
}

/** By collector: defined once, not with each call. */
const durations = new WeakMap<MetricsCollectorService, Histogram<readonly ['function.name', 'outcome']>>();

function getDurations(collector: MetricsCollectorService): Histogram<readonly ['function.name', 'outcome']> {
  let histogram = durations.get(collector);
  if (histogram === undefined) {
    histogram = collector.metrics.histogram('function.duration', {
      description: 'Duration of timed functions.',
      unit: 's',
      labels: ['function.name', 'outcome'],
    });
    durations.set(collector, histogram);
  }
  return histogram;
}

/** The error code of the Bot API, or `network` without one. */
function toApiStatus(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'error_code' in error ? Number(error.error_code) : Number.NaN;
  if (!Number.isInteger(code)) return 'network';
  if (code >= 500) return '5xx';
  return [400, 401, 403, 404, 409, 429].includes(code) ? String(code) : 'other_4xx';
}

function readText<K extends string>(labels: Labels, key: K): { [key in K]?: string } {
  const value = labels[key];
  return value === undefined ? {} : ({ [key]: String(value) } as { [key in K]: string });
}
