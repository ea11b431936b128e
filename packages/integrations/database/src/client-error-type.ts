// Codes such as the system's `ECONNRESET` or a client's `PROTOCOL_CONNECTION_LOST` and `SQLITE_BUSY`, but not the 20 of
// an abort.
const codePattern = /^[A-Z][A-Z_]{2,}$/;

/** The error's code if that is a word in capitals, else the error's name. Never its message. */
export function clientErrorType(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' && codePattern.test(error.code) ? error.code : error.name;
}
