import { BotMetricsError } from '@bot-metrics/core';
import type { ConfigPath } from './config-tree.ts';

/** Something wrong with the configuration. */
export interface Problem {
  /** Empty for something that is wrong with a source as a whole. */
  readonly path: ConfigPath;
  /** Where the setting stands, such as `bot-metrics.config.yaml:9:15`; empty for the argument. */
  readonly where: string;
  /** What is wrong and the remedy. Never a secret. */
  readonly text: string;
}

/** `invalid_configuration`, whose message is all problems, each on a line. */
export function configurationError(problems: readonly Problem[], cause?: unknown): BotMetricsError {
  const lines = problems.map(({ path, where, text }) => {
    const setting = path.length > 0 ? `${path.join('.')}: ` : '';
    return `${where}${where === '' ? '' : setting === '' ? ': ' : ' '}${setting}${text}`;
  });
  return new BotMetricsError('invalid_configuration', lines.join('\n'), { cause });
}
