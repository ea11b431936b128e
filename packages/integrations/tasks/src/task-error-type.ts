/** The error's name, never its message. */
export function taskErrorType(error: unknown): string {
  return error instanceof Error && error.name !== '' ? error.name : 'error';
}
