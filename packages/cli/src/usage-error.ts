/** Wrong usage: the command prints the message and its help and exits with 2. */
export class UsageError extends Error {}
