import type { MetricsTimerOptions } from './record-call.ts';
import { type AnyFunction, timeFunction } from './timed-function.ts';

/** Wraps any function. Also a method decorator, for TC39's proposal and for TypeScript's `experimentalDecorators`. */
export interface MetricsTimer {
  <F extends AnyFunction>(fn: F, context?: ClassMethodDecoratorContext): F;
  <F extends AnyFunction>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>;
}

/**
 * Times and records each call of a function: `metricsTimer({ metricType: 'task' })(publish)`, or
 * `@metricsTimer({ metricType: 'database' })` above a method.
 *
 * The timed function keeps `this`, arguments, result, exceptions, its sync or async nature, `name` and `length`. A generator is
 * timed from its first `next()` to its end. A failure of the metrics never changes what the function does.
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
    if (descriptor?.value !== undefined) return { ...descriptor, value: timeFunction(descriptor.value, options) };
    return timeFunction(target as F, options);
  }
  return timer;
}
