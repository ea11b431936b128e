import type { DatabaseQueryMetric } from '@bot-metrics/core';

/** The status fields of a query metric; `nameError` names an error without its message. */
export function queryOutcome(
  error: unknown,
  nameError: (error: unknown) => string,
): Pick<DatabaseQueryMetric, 'status' | 'errorType'> {
  return error === undefined ? { status: 'success' } : { status: 'error', errorType: nameError(error) };
}
