// Not any five letters and digits: the code of a broken pipe is EPIPE.
const sqlState = /^(\d[0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
const systemErrorCode = /^E[A-Z]+$/;

/**
 * What kind of error it was: the class of its SQLSTATE (`23`: integrity constraint violation), the code of a system
 * error (`ECONNRESET`), else its name. Never its message.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function postgresErrorType(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return sqlState.exec(code)?.[1] ?? (systemErrorCode.test(code) ? code : error.name);
}
