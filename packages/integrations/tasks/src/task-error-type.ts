/** The name of an error, never its message. */
export function taskErrorType(error: unknown): string {
  return error instanceof Error && error.name !== '' ? error.name : 'error';
}
