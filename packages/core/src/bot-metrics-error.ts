import { errorText } from './diagnostics/error-text.ts';

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

/** One thing that is wrong with options or with the configuration. */
export interface Problem {
  /** The keys that lead to the option; the index for an item of a list. Empty for the whole. */
  readonly path: readonly string[];
  /** What is wrong, and the remedy. Never contains a secret. */
  readonly text: string;
  /** The place of the option for people, such as `bot-metrics.config.yaml:9:15`. */
  readonly where?: string;
}

/** The one error class of the SDK. Branch on `code`; `message` is for people and names the value and the remedy. */
export class BotMetricsError extends Error {
  override readonly name = 'BotMetricsError';
  readonly code: ErrorCode;
  /** Everything that is wrong with the configuration, one entry per problem. Empty for other codes. */
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; problems?: readonly Problem[] } = {}) {
    const { problems = [], ...errorOptions } = options;
    super(message, errorOptions);
    this.code = code;
    this.problems = problems;
  }
}

/** One error with all messages, so that every metric that a backend refuses is named. */
export function joinErrors(errors: readonly unknown[]): unknown {
  const [first] = errors;
  if (errors.length === 1 || !(first instanceof BotMetricsError)) return first;
  const messages = errors.map(errorText);
  return new BotMetricsError(first.code, messages.join('\n'), { cause: first });
}
