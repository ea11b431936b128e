import type { AnyFunction, MetricsTimerOptions } from '../metrics-timer.ts';
import { recordCall } from './record-call.ts';

/** Ends one measurement; a second call does nothing. */
type End = (outcome: { result?: unknown; error?: unknown; failed: boolean }) => void;

/** `fn`, with each call recorded. */
export function timedFunction<F extends AnyFunction>(fn: F, options: MetricsTimerOptions): F {
  const timed = function (this: unknown, ...args: never[]): unknown {
    const start = (): End => {
      const started = performance.now();
      let ended = false;
      return (outcome) => {
        if (!ended) recordCall(options, fn.name, { ...outcome, args, seconds: (performance.now() - started) / 1000 });
        ended = true;
      };
    };
    if (isGeneratorFunction(fn)) return timedGenerator(fn.apply(this, args) as Generator, start);
    if (isAsyncGeneratorFunction(fn)) return timedAsyncGenerator(fn.apply(this, args) as AsyncGenerator, start);
    return timedCall(() => fn.apply(this, args), start());
  };
  Object.defineProperty(timed, 'name', { value: fn.name, configurable: true });
  Object.defineProperty(timed, 'length', { value: fn.length, configurable: true });
  return timed as F;
}

function timedCall(call: () => unknown, end: End): unknown {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    end({ error, failed: true });
    throw error;
  }
  if (isThenable(result)) watch(result, end);
  else end({ result, failed: false });
  return result;
}

/** Ends the measurement when the promise settles. The caller gets the very object that the function returned. */
function watch(promise: PromiseLike<unknown>, end: End): void {
  const fulfilled = (result: unknown): void => end({ result, failed: false });
  const rejected = (error: unknown): void => end({ error, failed: true });
  if (promise instanceof Promise) promise.then(fulfilled, rejected);
  else watchThenable(promise, fulfilled, rejected);
}

type Callback = ((settled: unknown) => unknown) | null;

/** A thenable of a library's own, such as a query builder, may begin its work with each `then`: that is left to the caller. */
function watchThenable(
  thenable: PromiseLike<unknown>,
  fulfilled: (result: unknown) => void,
  rejected: (error: unknown) => void,
): void {
  const { then } = thenable;
  const watched = (onFulfilled?: Callback, onRejected?: Callback): unknown =>
    then.call(
      thenable,
      (result) => {
        fulfilled(result);
        return onFulfilled ? onFulfilled(result) : result;
      },
      (error: unknown) => {
        rejected(error);
        if (onRejected) return onRejected(error);
        throw error;
      },
    );
  // A frozen one is not measured.
  Reflect.defineProperty(thenable, 'then', { value: watched, configurable: true, writable: true });
}

function* timedGenerator(generator: Generator, start: () => End): Generator {
  const end = start();
  let result: unknown;
  try {
    result = yield* generator;
  } catch (error) {
    end({ error, failed: true });
    throw error;
  } finally {
    end({ result, failed: false });
  }
  return result;
}

async function* timedAsyncGenerator(generator: AsyncGenerator, start: () => End): AsyncGenerator {
  const end = start();
  let result: unknown;
  try {
    result = yield* generator;
  } catch (error) {
    end({ error, failed: true });
    throw error;
  } finally {
    end({ result, failed: false });
  }
  return result;
}

const kindOf = (fn: AnyFunction): string => Object.prototype.toString.call(fn);

function isGeneratorFunction(fn: AnyFunction): boolean {
  return kindOf(fn) === '[object GeneratorFunction]';
}

function isAsyncGeneratorFunction(fn: AnyFunction): boolean {
  return kindOf(fn) === '[object AsyncGeneratorFunction]';
}

/** A result that cannot be looked into is no thenable, and the caller's business. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
  } catch {
    return false;
  }
}
