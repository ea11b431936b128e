/**
 * What a scraper takes in names beside letters, digits and underscores, in the words of its Accept header: anything, or how
 * the rest has to be written. Source: https://prometheus.io/docs/instrumenting/escaping_schemes
 */
export type Escaping = 'underscores' | 'allow-utf-8' | 'dots' | 'values';

export const escapings: readonly Escaping[] = ['underscores', 'allow-utf-8', 'dots', 'values'];

const plainName = /^[A-Za-z_:][A-Za-z0-9_:]*$/;

/** `a.b_c` becomes `a_dot_b__c`; what is neither a dot nor plain becomes two underscores. */
export function escapedDots(name: string): string {
  return characters(name, (character) => (character === '.' ? '_dot_' : '__'));
}

/** `a.b_c` becomes `U__a_2e_b__c`: code points in hexadecimal. Plain names stay as they are. */
export function escapedValues(name: string): string {
  if (plainName.test(name)) return name;
  const codePoint = (character: string): string => `_${character.codePointAt(0)?.toString(16) ?? ''}_`;
  return `U__${characters(name, (character) => (character === '_' ? '__' : codePoint(character)))}`;
}

/** Replaces what is not a letter or a colon, nor a digit behind the first place. */
function characters(name: string, replacement: (character: string) => string): string {
  return Array.from(name, (character, i) =>
    (i === 0 ? /[A-Za-z:]/ : /[A-Za-z0-9:]/).test(character) ? character : replacement(character),
  ).join('');
}
