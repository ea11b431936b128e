import type { Labels } from '@bot-metrics/core';

/** One call of a recorder method. */
export interface StubRecord {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly value: number;
  /** Values as text, without empty ones: an empty label equals an absent one. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A readable series key: `posts.sent{kind="photo"}`. Labels are sorted, so that equal label sets give equal keys. */
export function seriesText(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
}

/**
 * Label values as text, without empty ones; `undefined` if a value has a type that backends reject or throws when read.
 */
export function labelTexts(labels: Labels): Readonly<Record<string, string>> | undefined {
  const texts: [string, string][] = [];
  try {
    for (const [name, value] of Object.entries(labels)) {
      if (!['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return undefined;
      const text = String(value ?? '');
      if (text !== '') texts.push([name, text]);
    }
  } catch {
    return undefined;
  }
  return Object.fromEntries(texts);
}
