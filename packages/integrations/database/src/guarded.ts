/** Runs what measures, so that its failure never becomes the query's. */
export function guarded(measure: () => void): void {
  try {
    measure();
  } catch {
    // A backend reports its own trouble; a query must go on.
  }
}
