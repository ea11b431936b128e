type Callback = ((settled: unknown) => unknown) | null;

/**
 * Calls one of the two when `result` settles, at once if it is no promise. Whoever has the result keeps that very object,
 * and nothing that it does is changed.
 */
export function onSettled(
  result: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (error: unknown) => void,
): void {
  if (result instanceof Promise) result.then(fulfilled, rejected);
  else if (isThenable(result)) watchThenable(result, fulfilled, rejected);
  else fulfilled(result);
}

/** A thenable of a library's own, such as a query builder, may begin its work with each `then`: that is left to its owner. */
function watchThenable(
  thenable: PromiseLike<unknown>,
  fulfilled: (value: unknown) => void,
  rejected: (error: unknown) => void,
): void {
  const { then } = thenable;
  const watched = (onFulfilled?: Callback, onRejected?: Callback): unknown =>
    then.call(
      thenable,
      (value) => {
        fulfilled(value);
        return onFulfilled ? onFulfilled(value) : value;
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

/** A result that cannot be looked into is no thenable, and its owner's business. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
  } catch {
    return false;
  }
}
