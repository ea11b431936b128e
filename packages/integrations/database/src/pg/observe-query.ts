/** Told once, when a query has ended; `error` is `undefined` when it succeeded. */
export type QueryEnd = (error: unknown) => void;

type Query = (...args: unknown[]) => unknown;

/** The protocol of the objects that pg is handed instead of text: `Query`, `Cursor`, `QueryStream`. */
interface Submittable {
  submit(connection: unknown): unknown;
  handleError(error: unknown, connection: unknown): unknown;
  handleReadyForQuery(connection: unknown): unknown;
}

/**
 * Runs a query as it was asked for and sees its end: by callback, by promise, or by what pg tells a `Submittable`. A
 * cursor ends when its rows are read or it is closed.
 */
export function observeQuery(run: Query, args: unknown[], ended: QueryEnd): unknown {
  const [config] = args;
  if (isSubmittable(config)) {
    watchSubmittable(config, ended);
    return run(...args);
  }
  const last = args.findLastIndex((argument) => typeof argument === 'function');
  const callback = args[last];
  if (typeof callback === 'function') {
    const watching = function (this: unknown, error: unknown, ...rest: unknown[]): unknown {
      ended(error ?? undefined);
      return callback.call(this, error, ...rest);
    };
    return run(...args.with(last, watching));
  }
  const result = run(...args);
  if (!isPromise(result)) return result;
  // The derived promise goes out: a handler beside it would hide a rejection that the application forgot to handle.
  return result.then(
    (value) => {
      ended(undefined);
      return value;
    },
    (error: unknown) => {
      ended(error);
      throw error;
    },
  );
}

/** Its methods and not its events: an own listener for `error` would hide that the application has none. */
function watchSubmittable(query: Submittable, ended: QueryEnd): void {
  const { handleError, handleReadyForQuery } = query;
  let open = true;
  const once = (error: unknown) => {
    if (open) ended(error);
    open = false;
  };
  query.handleError = function (error, connection) {
    once(error);
    return handleError.call(this, error, connection);
  };
  query.handleReadyForQuery = function (connection) {
    once(undefined);
    return handleReadyForQuery.call(this, connection);
  };
}

function isSubmittable(config: unknown): config is Submittable {
  const candidate = config as Partial<Record<keyof Submittable, unknown>> | null | undefined;
  return (
    typeof candidate?.submit === 'function' &&
    typeof candidate.handleError === 'function' &&
    typeof candidate.handleReadyForQuery === 'function'
  );
}

function isPromise(result: unknown): result is Promise<unknown> {
  return typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function';
}
