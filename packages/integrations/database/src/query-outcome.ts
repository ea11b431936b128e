import type { DatabaseQueryMetric } from '@bot-metrics/core';

/** The part of a query's model that says how it ended; `errorTypeOf` names an error without its message. */
export function queryOutcome(
  error: unknown,
  errorTypeOf: (error: unknown) => string,
): Pick<DatabaseQueryMetric, 'status' | 'errorType'> {
  return error === undefined ? { status: 'success' } : { status: 'error', errorType: errorTypeOf(error) };
}
