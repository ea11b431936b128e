/**
 * Runs measuring code and ignores its exceptions, so that they never reach the measured code. In a subscriber of a diagnostics
 * channel an exception would end the process.
 */
export function guarded(measure: () => void): void {
  try {
    measure();
  } catch {
    // Backends report their own failures; the query, update or request must go on.
  }
}
