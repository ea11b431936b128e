/** Called once, when a query has ended; `error` is `undefined` on success. */
export type QueryEnd = (error: unknown) => void;

type Query = (...args: unknown[]) => unknown;

/** The interface of query objects that pg accepts instead of text: `Query`, `Cursor`, `QueryStream`. */
interface Submittable {
  submit(connection: unknown): unknown;
  handleError(error: unknown, connection: unknown): unknown;
  handleReadyForQuery(connection: unknown): unknown;
}

/**
 * Runs a query unchanged and reports its end, whether that is a callback, a promise, or a `Submittable` method. A
 * cursor ends when its rows are read or when it is closed.
 */
export function observeQuery(run: Query, args: unknown[], ended: QueryEnd): unknown {
  const [config] = args;
  if (isSubmittable(config)) {
    watchSubmittable(config, ended);
    return run(...args);
  }
  const last = args.findLastIndex((argument) => typeof argument === 'function');
  const callback = args[last];
  if (isFunction(callback)) return run(...args.with(last, watchCallback(callback, ended)));
  if (hasCallback(config)) {
    // The configuration belongs to the application, which may use it again.
    const watched = Object.create(config, {
      callback: { value: watchCallback(config.callback, ended), writable: true },
    });
    return run(watched, ...args.slice(1));
  }
  const result = run(...args);
  if (!isPromise(result)) return result;
  // Return the derived promise: a separate handler would hide a rejection that the application forgot to handle.
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

/** pg stores a callback in the configuration, so that one may be called for later queries too. It ends only its own. */
function watchCallback(callback: Query, ended: QueryEnd): Query {
  let open = true;
  return function (this: unknown, error: unknown, ...rest: unknown[]): unknown {
    if (open) ended(error ?? undefined);
    open = false;
    return callback.call(this, error, ...rest);
  };
}

function isFunction(value: unknown): value is Query {
  return typeof value === 'function';
}

function hasCallback(config: unknown): config is { readonly callback: Query } {
  return typeof config === 'object' && config !== null && 'callback' in config && isFunction(config.callback);
}

/** Wraps methods instead of listening to events: an `error` listener would hide that the application has none. */
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
