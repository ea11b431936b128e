import { BotMetricsError, type Problem } from '../bot-metrics-error.ts';

/** A `BotMetricsError` `invalid_configuration`. Its message has one line for each problem: place, path and text. */
export function configurationError(problems: readonly Problem[], cause?: unknown): BotMetricsError {
  const options = cause === undefined ? { problems } : { problems, cause };
  return new BotMetricsError('invalid_configuration', problems.map(problemLine).join('\n'), options);
}

function problemLine({ path, where = '', text }: Problem): string {
  const option = path.join('.');
  if (option === '') return where === '' ? text : `${where}: ${text}`;
  return `${where === '' ? '' : `${where} `}${option}: ${text}`;
}
