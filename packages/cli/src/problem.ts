/**
 * A problem that a command found, as opposed to a failure of the command. It is printed and the command exits with 1.
 */
export class Problem extends Error {
  /** For consumers of `--json`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Wrong usage: the command prints the message and its help and exits with 2. */
export class UsageError extends Error {}
