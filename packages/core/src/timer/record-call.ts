import type { Histogram } from '../instruments/instrument.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { MetricsCollectorService } from '../services/collector/metrics-collector-service.ts';
import { defaultCollector } from './default-collector.ts';
import type { MetricsTimerOptions } from './metrics-timer.ts';

/** What a call came to. */
export interface Outcome {
  readonly args: readonly unknown[];
  readonly seconds: number;
  readonly result?: unknown;
  readonly error?: unknown;
  /** Whether it threw or rejected. */
  readonly failed: boolean;
}

/** Records one call. Never throws: what goes wrong with the metrics must not change what the function does. */
export function recordCall(options: MetricsTimerOptions, functionName: string, outcome: Outcome): void {
  try {
    const collector = options.collector ?? defaultCollector();
    if (collector === undefined) return;
    const { labels = {}, isError } = options;
    const failed = outcome.failed || (isError?.(outcome.result) ?? false);
    const given = typeof labels === 'function' ? labels(outcome.args, outcome.result, outcome.error) : labels;
    recordAs(collector, options.metricType, options.metricName ?? functionName, { ...outcome, failed }, given);
  } catch {
    // Labels or a predicate of the caller's threw: the call's outcome is not theirs to change, and neither ours.
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
        status: failed ? apiStatus(error ?? result) : 'ok',
        duration,
      });
    case 'database':
      return collector.recordDatabaseQuery({
        operation: name,
        status,
        duration,
        ...text(labels, 'system'),
        ...errorType,
      });
    case 'task':
      return collector.recordTask({ taskName: name, status, duration, ...text(labels, 'queue'), ...errorType });
    case 'http':
      return collector.recordHttpRequest({
        method: String(labels.method ?? 'GET'),
        endpoint: name,
        statusCode: Number(labels.status_code ?? (failed ? 500 : 200)),
        duration,
        ...errorType,
      });
    case 'function':
      durationsOf(collector).record(duration, { 'function.name': name, outcome: status });
  }
}

/** Defined once a collector, not with each call. */
const durations = new WeakMap<MetricsCollectorService, Histogram<readonly ['function.name', 'outcome']>>();

function durationsOf(collector: MetricsCollectorService): Histogram<readonly ['function.name', 'outcome']> {
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

/** The error code of the Bot API, or `network` where there is none. */
function apiStatus(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'error_code' in error ? Number(error.error_code) : Number.NaN;
  if (!Number.isInteger(code)) return 'network';
  if (code >= 500) return '5xx';
  return [400, 401, 403, 404, 409, 429].includes(code) ? String(code) : 'other_4xx';
}

function text<K extends string>(labels: Labels, key: K): { [key in K]?: string } {
  const value = labels[key];
  return value === undefined ? {} : ({ [key]: String(value) } as { [key in K]: string });
}
