import type { MetricDefinition } from '@bot-metrics/core';
import { unitWords } from './unit-words.ts';

/** What of a definition its name depends on. */
export type Named = Pick<MetricDefinition, 'name' | 'type' | 'unit'>;

/** Letters and digits of a name, and what stands before them. */
interface Token {
  readonly before: string;
  readonly text: string;
}

/**
 * The Prometheus name of a metric, token by token, as a receiver with Prometheus naming translates it over OTLP: so a
 * metric has one name whether it is scraped or pushed.
 *
 * The unit is appended unless a token says it already. `total` ends the name of a counter and `ratio` that of a gauge of
 * unit 1, wherever they stood before. Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility".
 */
export function exposedName(definition: Named, prefix = ''): string {
  const texts = tokensOf(definition).map(({ text }) => text);
  return [...(prefix === '' ? [] : [prefix]), ...texts].join('_');
}

/** The same tokens with the dots, slashes and dashes of the definition: names that differ so differ as exposed names, too. */
export function utf8Name(definition: Named, prefix = ''): string {
  const [first, ...rest] = tokensOf(definition);
  const name = [first?.text, ...rest.map(({ before, text }) => before + text)].join('');
  return prefix === '' ? name : `${prefix}_${name}`;
}

function tokensOf({ name, type, unit = '' }: Named): Token[] {
  let tokens = Array.from(name.matchAll(/([^A-Za-z0-9]*)([A-Za-z0-9]+)/g), ([, before = '', text = '']) => ({
    before,
    text,
  }));
  for (const word of unitWords(unit)) {
    if (!tokens.some(({ text }) => text === word)) tokens.push({ before: '_', text: word });
  }
  if (type === 'counter') tokens = movedToEnd(tokens, 'total');
  if (type === 'gauge' && unit === '1') tokens = movedToEnd(tokens, 'ratio');
  return tokens;
}

function movedToEnd(tokens: readonly Token[], last: string): Token[] {
  return [...tokens.filter(({ text }) => text !== last), { before: '_', text: last }];
}
