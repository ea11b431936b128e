type Callback = ((settled: unknown) => unknown) | null;

/**
 * Calls `fulfilled` or `rejected` when `result` settles; `fulfilled` at once if it is not a promise. It neither replaces
 * `result` nor changes how it behaves for its owner.
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

/**
 * Waits for a thenable by replacing its `then`. A thenable of a library, such as a query builder, may start its work on each
 * call of `then`, so only its owner may call it.
 */
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
  // Fails for a frozen thenable, which is then not measured.
  Reflect.defineProperty(thenable, 'then', { value: watched, configurable: true, writable: true });
}

/** A result whose `then` throws when it is read is left to its owner. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
  } catch {
    return false;
  }
}
