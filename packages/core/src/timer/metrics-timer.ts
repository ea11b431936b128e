import type { Labels } from '../labels/label-schema.ts';
import type { MetricsCollectorService } from '../services/collector/metrics-collector-service.ts';
import { timedFunction } from './timed-function.ts';

/** What is timed, and how a call is recorded. */
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

export type AnyFunction = (...args: never[]) => unknown;

/** A wrapper for any function, and a method decorator by TC39's proposal and by TypeScript's `experimentalDecorators`. */
export interface MetricsTimer {
  <F extends AnyFunction>(fn: F, context?: ClassMethodDecoratorContext): F;
  <F extends AnyFunction>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>;
}

/**
 * Times each call of a function and records it: `metricsTimer({ metricType: 'task' })(publish)`, or above a method
 * `@metricsTimer({ metricType: 'database' })`.
 *
 * The function keeps `this`, arguments, result, thrown error, sync or async nature, `name` and `length`; of a generator
 * the time runs from the first value asked for to its end. What goes wrong with the metrics never changes what it does.
 */
export function metricsTimer(options: MetricsTimerOptions): MetricsTimer {
  function timer<F extends AnyFunction>(fn: F, context?: ClassMethodDecoratorContext): F;
  function timer<F extends AnyFunction>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>;
  function timer<F extends AnyFunction>(
    target: F | object,
    _context?: ClassMethodDecoratorContext | string | symbol,
    descriptor?: TypedPropertyDescriptor<F>,
  ): F | TypedPropertyDescriptor<F> {
    if (descriptor?.value !== undefined) return { ...descriptor, value: timedFunction(descriptor.value, options) };
    return timedFunction(target as F, options);
  }
  return timer;
}
