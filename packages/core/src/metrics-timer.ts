import { defaultCollector } from './default-collector.ts';
import type { Labels } from './labels/label-schema.ts';
import type { MetricsCollectorService } from './services/metrics-collector-service.ts';

export interface MetricsTimerOptions {
  /** Under which metric the calls are recorded. */
  readonly metricType: 'telegram_api' | 'database' | 'task' | 'http' | 'function';
  /** The method, operation, task, route or function name. @default the function's name */
  readonly metricName?: string;
  /** @default that of `getBotMetrics()`, looked up with each call; before there is one, nothing is recorded */
  readonly collector?: MetricsCollectorService;
  /** Whether a returned result counts as a failure. @default never */
  readonly isError?: (result: unknown) => boolean;
  /** For `http`: `method` and `status_code`; for `database`: `system`; for `task`: `queue`. */
  readonly labels?: Labels | ((args: readonly unknown[], result: unknown, error: unknown) => Labels);
}

/** What a call came to. */
interface Outcome {
  readonly args: readonly unknown[];
  readonly seconds: number;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly failed: boolean;
}

/**
 * Wraps a function so that each call is timed and recorded: `metricsTimer({ metricType: 'task' })(publish)`. It is a
 * method decorator, too, by TC39's proposal.
 *
 * The wrapped function keeps `this`, arguments, result, thrown error, sync or async nature, `name` and `length`. What goes
 * wrong with the metrics never changes what it does.
 */
export function metricsTimer(options: MetricsTimerOptions): <F extends (...args: never[]) => unknown>(fn: F) => F {
  return <F extends (...args: never[]) => unknown>(fn: F): F => {
    const timed = function (this: unknown, ...args: never[]): unknown {
      const started = performance.now();
      const end = (result: unknown, error: unknown, threw: boolean): void => {
        record(options, fn.name, { args, seconds: (performance.now() - started) / 1000, result, error, failed: threw });
      };
      let result: unknown;
      try {
        result = fn.apply(this, args);
      } catch (error) {
        end(undefined, error, true);
        throw error;
      }
      if (!isThenable(result)) {
        end(result, undefined, false);
        return result;
      }
      // The caller gets the very object that the function returned; this branch only watches it.
      result.then(
        (value) => end(value, undefined, false),
        (error: unknown) => end(undefined, error, true),
      );
      return result;
    };
    Object.defineProperty(timed, 'name', { value: fn.name, configurable: true });
    Object.defineProperty(timed, 'length', { value: fn.length, configurable: true });
    return timed as F;
  };
}

function record(options: MetricsTimerOptions, functionName: string, outcome: Outcome): void {
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
  { seconds: duration, failed, error }: Outcome,
  labels: Labels,
): void {
  const status = failed ? 'error' : 'success';
  const errorType = failed ? { errorType: error instanceof Error ? error.name : 'error' } : {};
  switch (type) {
    case 'telegram_api':
      return collector.recordTelegramApiRequest({ method: name, status: failed ? apiStatus(error) : 'ok', duration });
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
      collector.metrics
        .histogram('function.duration', {
          description: 'Duration of timed functions.',
          unit: 's',
          labels: ['function.name', 'outcome'],
        })
        .record(duration, { 'function.name': name, outcome: status });
  }
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

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
