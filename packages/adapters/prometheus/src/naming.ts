import type { MetricDefinition } from '@bot-metrics/core';
import { unitWords } from './unit-words.ts';

/**
 * The Prometheus name of a metric, token by token, as a receiver with Prometheus naming translates it over OTLP: so a
 * metric has one name whether it is scraped or pushed.
 *
 * The unit is appended unless a token says it already. `total` ends the name of a counter and `ratio` that of a gauge of
 * unit 1, wherever they stood before. Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility".
 */
export function exposedName(definition: Pick<MetricDefinition, 'name' | 'type' | 'unit'>, prefix = ''): string {
  const { name, type, unit = '' } = definition;
  let tokens = name.split(/[^A-Za-z0-9]+/).filter((token) => token !== '');
  for (const word of unitWords(unit)) if (!tokens.includes(word)) tokens.push(word);
  if (type === 'counter') tokens = movedToEnd(tokens, 'total');
  if (type === 'gauge' && unit === '1') tokens = movedToEnd(tokens, 'ratio');
  return [...(prefix === '' ? [] : [prefix]), ...tokens].join('_');
}

function movedToEnd(tokens: readonly string[], last: string): string[] {
  return [...tokens.filter((token) => token !== last), last];
}
