import type { MetricDefinition } from '@bot-metrics/core';

/** The parts of a definition that its name depends on. */
export type Named = Pick<MetricDefinition, 'name' | 'type' | 'unit'>;

/** A run of letters and digits of a name, and the characters before it. */
interface Token {
  readonly before: string;
  readonly text: string;
}

/** Words for UCUM units, as OTLP receivers with Prometheus naming translate them (prometheus/otlptranslator). */
const unitWords: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
]);

/** Words for the unit behind a slash. Here `m` is a minute; above it is a metre, as in the receivers' tables. */
const perUnitWords: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/**
 * Translates the name of a metric to Prometheus, token by token, as an OTLP receiver with Prometheus naming does. So a metric
 * has the same name whether it is scraped or pushed.
 *
 * The unit is appended unless a token equals it. For counters, `total` moves to the end of the name; for gauges of unit 1,
 * `ratio` does. Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility".
 */
export function translateName(definition: Named, prefix = ''): string {
  const texts = splitName(definition).map(({ text }) => text);
  return [...(prefix === '' ? [] : [prefix]), ...texts].join('_');
}

/**
 * Translates a name in the same way, but keeps its dots, slashes and dashes. Names that differ in letters and digits differ
 * in both translations.
 */
export function translateUtf8Name(definition: Named, prefix = ''): string {
  const [first, ...rest] = splitName(definition);
  const name = [first?.text, ...rest.map(({ before, text }) => before + text)].join('');
  return prefix === '' ? name : `${prefix}_${name}`;
}

/** The parts that a unit adds to a name: `By/s` adds `bytes` and `per_second`. An annotation such as `{request}` adds none. */
export function translateUnit(unit: string): string[] {
  const slash = unit.indexOf('/');
  const main = slash < 0 ? unit : unit.slice(0, slash);
  const per = slash < 0 ? '' : translateSymbol(unit.slice(slash + 1), perUnitWords);
  return [translateSymbol(main, unitWords), per === '' ? '' : `per_${per}`].filter((part) => part !== '');
}

function splitName({ name, type, unit = '' }: Named): Token[] {
  let tokens = Array.from(name.matchAll(/([^A-Za-z0-9]*)([A-Za-z0-9]+)/g), ([, before = '', text = '']) => ({
    before,
    text,
  }));
  for (const word of translateUnit(unit)) {
    if (!tokens.some(({ text }) => text === word)) tokens.push({ before: '_', text: word });
  }
  if (type === 'counter') tokens = moveToEnd(tokens, 'total');
  if (type === 'gauge' && unit === '1') tokens = moveToEnd(tokens, 'ratio');
  return tokens;
}

function moveToEnd(tokens: readonly Token[], last: string): Token[] {
  return [...tokens.filter(({ text }) => text !== last), { before: '_', text: last }];
}

function translateSymbol(unit: string, words: ReadonlyMap<string, string>): string {
  const symbol = unit.trim();
  if (/[{}]/.test(symbol)) return '';
  return words.get(symbol) ?? symbol.replace(/[^A-Za-z0-9:]+/g, '_').replace(/^_|_$/g, '');
}
