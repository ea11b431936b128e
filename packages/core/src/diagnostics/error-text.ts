/** The message of anything that was thrown. Never throws, whatever the value does when it is read. */
export function errorText(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'an error without a readable message';
  }
}
