import { clientErrorType } from '../client-error-type.ts';

/** The class of the SQLSTATE that MySQL answered (`23`), the code of an error of the client, else its name. */
export function mysqlErrorType(error: unknown): string {
  const { sqlState } = (error ?? {}) as { readonly sqlState?: unknown };
  const state = typeof sqlState === 'string' ? /^#?([0-9A-Z]{2})[0-9A-Z]{3}$/.exec(sqlState) : null;
  return state?.[1] ?? clientErrorType(error);
}
