import { translateLabelName, translateUtf8LabelName } from './labels.ts';
import { type Named, translateName, translateUtf8Name } from './metric-name.ts';

/** Whether dots, slashes and dashes in names become underscores, or stay for scrapers that accept them. */
export type Names = 'underscores' | 'utf-8';

/**
 * How a scraper wants names escaped, in the words of its Accept header. `allow-utf-8` accepts every name unescaped; the
 * others replace all characters but letters, digits and underscores. Source: https://prometheus.io/docs/instrumenting/escaping_schemes
 */
export type Escaping = 'underscores' | 'allow-utf-8' | 'dots' | 'values';

export const escapings: readonly Escaping[] = ['underscores', 'allow-utf-8', 'dots', 'values'];

/** Translates the names of metrics and labels for a page. */
export interface NameTranslation {
  metric(definition: Named, prefix: string): string;
  label(name: string): string;
}

const plainName = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const plain: NameTranslation = { metric: translateName, label: translateLabelName };
const utf8: NameTranslation = { metric: translateUtf8Name, label: translateUtf8LabelName };

/** The translation for each escaping. Escapings with the same result share one object. */
export function createTranslations(names: Names): Readonly<Record<Escaping, NameTranslation>> {
  if (names === 'underscores') {
    return { underscores: plain, 'allow-utf-8': plain, dots: withEscaping(plain, escapeDots), values: plain };
  }
  return {
    underscores: plain,
    'allow-utf-8': utf8,
    dots: withEscaping(utf8, escapeDots),
    values: withEscaping(utf8, escapeValues),
  };
}

/** `a.b_c` becomes `a_dot_b__c`. Any other character that is not plain becomes two underscores. */
export function escapeDots(name: string): string {
  return replaceCharacters(name, (character) => (character === '.' ? '_dot_' : '__'));
}

/** `a.b_c` becomes `U__a_2e_b__c`, with code points in hexadecimal. A plain name stays as it is. */
export function escapeValues(name: string): string {
  if (plainName.test(name)) return name;
  const codePoint = (character: string): string => `_${character.codePointAt(0)?.toString(16) ?? ''}_`;
  return `U__${replaceCharacters(name, (character) => (character === '_' ? '__' : codePoint(character)))}`;
}

function withEscaping({ metric, label }: NameTranslation, escapeName: (name: string) => string): NameTranslation {
  return {
    metric: (definition, prefix) => escapeName(metric(definition, prefix)),
    label(name) {
      const text = escapeName(label(name));
      // Prometheus reserves names that start with two underscores.
      return text.startsWith('__') ? translateLabelName(name) : text;
    },
  };
}

/** Replaces every character except letters and colons, and digits after the first character. */
function replaceCharacters(name: string, replace: (character: string) => string): string {
  return Array.from(name, (character, i) =>
    (i === 0 ? /[A-Za-z:]/ : /[A-Za-z0-9:]/).test(character) ? character : replace(character),
  ).join('');
}
