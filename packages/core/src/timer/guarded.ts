/**
 * Runs what measures, so that its failure never becomes that of what is measured. Thrown in a subscriber of a diagnostics
 * channel it would end the process.
 */
export function guarded(measure: () => void): void {
  try {
    measure();
  } catch {
    // A backend reports its own trouble; a query, an update or a request must go on.
  }
}
