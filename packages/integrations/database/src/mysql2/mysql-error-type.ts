import { clientErrorType } from '../client-error-type.ts';

/** The SQLSTATE class that MySQL returned (`23`), else the client's error code, else the error's name. */
export function mysqlErrorType(error: unknown): string {
  const { sqlState } = (error ?? {}) as { readonly sqlState?: unknown };
  const state = typeof sqlState === 'string' ? /^#?([0-9A-Z]{2})[0-9A-Z]{3}$/.exec(sqlState) : null;
  return state?.[1] ?? clientErrorType(error);
}
