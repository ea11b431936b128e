import type { Labels } from '@bot-metrics/core';

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
