/** Wrong usage: the command ends with 2, and says this and how it is used. */
export class UsageError extends Error {}
