// `ECONNRESET` of the system, `PROTOCOL_CONNECTION_LOST` and `SQLITE_BUSY` of clients. Not the number 20 of an abort.
const codePattern = /^[A-Z][A-Z_]{2,}$/;

/** The code of an error that has one as a word in capitals, else its name. Never its message. */
export function clientErrorType(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' && codePattern.test(error.code) ? error.code : error.name;
}
