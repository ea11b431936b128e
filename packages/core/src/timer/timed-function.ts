import { onSettled } from '../instruments/on-settled.ts';
import { type MetricsTimerOptions, recordCall } from './record-call.ts';

export type AnyFunction = (...args: never[]) => unknown;

/** Ends a measurement. A second call does nothing. */
type End = (outcome: { result?: unknown; error?: unknown; failed: boolean }) => void;

/** Returns a function that calls `fn` and records each call. */
export function timeFunction<F extends AnyFunction>(fn: F, options: MetricsTimerOptions): F {
  const timed = function (this: unknown, ...args: never[]): unknown {
    const start = (): End => {
      const started = performance.now();
      let ended = false;
      return (outcome) => {
        if (!ended) recordCall(options, fn.name, { ...outcome, args, seconds: (performance.now() - started) / 1000 });
        ended = true;
      };
    };
    if (isGeneratorFunction(fn)) return timeGenerator(fn.apply(this, args) as Generator, start);
    if (isAsyncGeneratorFunction(fn)) return timeAsyncGenerator(fn.apply(this, args) as AsyncGenerator, start);
    return timeCall(() => fn.apply(this, args), start());
  };
  Object.defineProperty(timed, 'name', { value: fn.name, configurable: true });
  Object.defineProperty(timed, 'length', { value: fn.length, configurable: true });
  return timed as F;
}

function timeCall(call: () => unknown, end: End): unknown {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    end({ error, failed: true });
    throw error;
  }
  const fulfilled = (value: unknown): void => end({ result: value, failed: false });
  onSettled(result, fulfilled, (error) => end({ error, failed: true }));
  return result;
}

function* timeGenerator(generator: Generator, start: () => End): Generator {
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

async function* timeAsyncGenerator(generator: AsyncGenerator, start: () => End): AsyncGenerator {
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

const getTag = (fn: AnyFunction): string => Object.prototype.toString.call(fn);

function isGeneratorFunction(fn: AnyFunction): boolean {
  return getTag(fn) === '[object GeneratorFunction]';
}

function isAsyncGeneratorFunction(fn: AnyFunction): boolean {
  return getTag(fn) === '[object AsyncGeneratorFunction]';
}
