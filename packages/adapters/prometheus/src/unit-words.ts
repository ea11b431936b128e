/** Words for UCUM units, as receivers with Prometheus naming choose them (prometheus/otlptranslator). */
const words: ReadonlyMap<string, string> = new Map([
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

/** `m` is a minute here, and a metre above: the receivers' tables differ in that. */
const wordsAfterPer: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/** The parts that a unit adds to a name: `By/s` adds `bytes` and `per_second`. An annotation adds nothing. */
export function unitWords(unit: string): string[] {
  const slash = unit.indexOf('/');
  const main = slash < 0 ? unit : unit.slice(0, slash);
  const per = slash < 0 ? '' : word(unit.slice(slash + 1), wordsAfterPer);
  return [word(main, words), per === '' ? '' : `per_${per}`].filter((part) => part !== '');
}

function word(unit: string, known: ReadonlyMap<string, string>): string {
  const symbol = unit.trim();
  if (/[{}]/.test(symbol)) return '';
  return known.get(symbol) ?? symbol.replace(/[^A-Za-z0-9:]+/g, '_').replace(/^_|_$/g, '');
}
