/** The code of a system or undici error, otherwise its name (the code of an abort is the number 20). Never the message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
