/** Stable reasons; each has a heading in the package README. */
export type ErrorCode =
  | 'invalid_definition'
  | 'conflicting_definition'
  | 'invalid_configuration'
  | 'duplicate_backend'
  | 'missing_package'
  | 'port_in_use'
  | 'already_attached'
  | 'export_failed'
  | 'deadline_exceeded'
  | 'closed';

/** The one error class of the SDK. Branch on `code`; `message` is for people and names the value and the remedy. */
export class BotMetricsError extends Error {
  override readonly name = 'BotMetricsError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
