import type { Page, PageFamily } from './page.ts';

/** Words for non-base units, which queries and dashboards would have to convert. */
const units: Readonly<Record<string, string>> = {
  ms: 'seconds',
  millis: 'seconds',
  milliseconds: 'seconds',
  us: 'seconds',
  microseconds: 'seconds',
  ns: 'seconds',
  nanoseconds: 'seconds',
  minutes: 'seconds',
  hours: 'seconds',
  days: 'seconds',
  weeks: 'seconds',
  kb: 'bytes',
  mb: 'bytes',
  gb: 'bytes',
  kilobytes: 'bytes',
  megabytes: 'bytes',
  gigabytes: 'bytes',
  kibibytes: 'bytes',
  mebibytes: 'bytes',
  gibibytes: 'bytes',
  bits: 'bytes',
  fahrenheit: 'celsius',
  kelvins: 'celsius',
  percent: 'ratio, from 0 to 1',
};

const typeWords = ['counter', 'gauge', 'histogram', 'summary'];

/**
 * Violations of the naming conventions, following `promtool check metrics`.
 *
 * Source: https://prometheus.io/docs/practices/naming/
 */
export function nameFaults({ name, type, help, samples }: PageFamily, format: Page['format']): string[] {
  const faults: string[] = [];
  const words = name.split(/[_.]/);
  const ending = /_(total|count|sum|bucket|info)$/.exec(name)?.[1];
  if (help === undefined || help === '') faults.push('has no HELP');
  if (type === 'counter' && format === 'text' && ending !== 'total') {
    faults.push('is a counter: end its name in "_total"');
  }
  if (type !== 'counter' && !isUntyped(type) && ending === 'total') {
    faults.push(`is a ${type}: only the name of a counter ends in "_total"`);
  }
  if (!isUntyped(type) && ['count', 'sum', 'bucket'].includes(ending ?? '')) {
    faults.push(`ends in "_${ending}", which is reserved for histogram samples`);
  }
  for (const word of words) {
    const base = units[word];
    if (base !== undefined) faults.push(`has the unit "${word}": use the base unit, ${base}`);
  }
  const typeWord = words.find((word) => typeWords.includes(word));
  if (typeWord !== undefined)
    faults.push(`has the redundant word "${typeWord}" in its name: the type is known from TYPE`);
  if (name.includes(':')) faults.push('has a ":" in its name, which is reserved for recording rules');
  if (/[a-z][A-Z]/.test(name)) faults.push('is in camelCase: use snake_case');
  const labels = new Set(samples.flatMap((sample) => sample.labels.map(([label]) => label)));
  for (const label of labels) {
    if (/[a-z][A-Z]/.test(label)) faults.push(`has the label "${label}" in camelCase: use snake_case`);
    if (label === 'le' && type !== 'histogram' && type !== 'gaugehistogram') {
      faults.push('has the label "le", which is reserved for histogram buckets');
    }
    if (label === 'quantile' && type !== 'summary')
      faults.push('has the label "quantile", which is reserved for summaries');
  }
  return faults;
}

function isUntyped(type: string): boolean {
  return type === 'untyped' || type === 'unknown';
}
