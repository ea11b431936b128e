// Not just any five letters and digits: a broken pipe has the code EPIPE.
const sqlState = /^(\d[0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
const systemErrorCode = /^E[A-Z]+$/;

/**
 * The class of the error's SQLSTATE (`23`: integrity constraint violation), else a system error code (`ECONNRESET`),
 * else the error's name. Never its message. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function postgresErrorType(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return sqlState.exec(code)?.[1] ?? (systemErrorCode.test(code) ? code : error.name);
}
