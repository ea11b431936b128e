import type { Diagnostics } from './diagnostics.ts';

/** Diagnostics that do not throw: what a reporter does must not reach whoever records. */
export function guardedDiagnostics(diagnostics: Diagnostics): Diagnostics {
  return {
    report(event) {
      try {
        diagnostics.report(event);
      } catch {
        // There is nobody left to tell.
      }
    },
  };
}
