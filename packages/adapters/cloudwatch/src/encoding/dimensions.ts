import { createHash } from 'node:crypto';
import type { Metric } from '@bot-metrics/core/backend';

/** Pairs of name and value as CloudWatch takes them. */
export type Dimensions = readonly (readonly [name: string, value: string])[];

/** As the schema of Embedded Metric Format has it; PutMetricData takes five more. */
const MAX_NAME_CHARACTERS = 250;
const MAX_VALUE_CHARACTERS = 1024;
const HASH_CHARACTERS = 16;

/** The labels of a series; core leaves out those that are empty, and CloudWatch would refuse them. */
export function dimensionsOf(metric: Metric, slot: number): Dimensions {
  return metric
    .labelsOf(slot)
    .map(([name, value]) => [accepted(name, MAX_NAME_CHARACTERS), accepted(value, MAX_VALUE_CHARACTERS)]);
}

/**
 * A text in the characters and the length that CloudWatch takes, different for different texts. What is not printable ASCII is
 * written as in a URL, `%D0%96`; so is a colon at the beginning, the first of nothing but spaces, and a `%` that looks like this. The end of what
 * is too long gives way to `~` and a hash.
 */
export function accepted(text: string, most: number): string {
  const isPlain = text.length <= most && /^(?!:)[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/.test(text) && !text.includes('%');
  if (isPlain) return text;
  const written = text
    .replace(/%(?=[0-9A-F]{2})/g, '%25')
    .replace(/^:|^ (?= *$)|[^\x20-\x7e]+/g, (signs) =>
      [...Buffer.from(signs)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    );
  if (written.length <= most) return written;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
  return `${written.slice(0, most - HASH_CHARACTERS - 1)}~${hash}`;
}
