/** What a command found to be wrong with the world and not with itself: it is shown, and the command ends with 1. */
export class Problem extends Error {
  /** For programs that read `--json`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
