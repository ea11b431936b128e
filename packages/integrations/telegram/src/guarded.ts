/** Runs what measures, so that its failure never becomes the bot's. */
export function guarded(measure: () => void): void {
  try {
    measure();
  } catch {
    // A backend reports its own trouble; an update or a request must go on.
  }
}
