import { createHash } from 'node:crypto';

/** Of a name, and of a tag with its key. */
const MAX_CHARACTERS = 200;
/** Hexadecimal ones that tell cut texts apart. */
const HASH_CHARACTERS = 16;

/**
 * A metric's name as Datadog takes it: `-` and `/` become `_`.
 * Source: https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics
 */
export function metricName(name: string): string {
  return shortened(name.replace(/[-/]/g, '_'));
}

/**
 * A label as a tag, `key:value`. A key begins with a letter and holds letters, digits, `_`, `-`, `.` and `/`; a value stays as it is,
 * but for a colon at its end, which no tag may have.
 * Source: https://docs.datadoghq.com/getting_started/tagging/#define-tags
 */
export function tagOf(label: string, value: string): string {
  const key = label.replace(/[^A-Za-z0-9_.\-/]/g, '_');
  return shortened(`${/^[A-Za-z]/.test(key) ? key : `tag_${key}`}:${value.replace(/:$/, '_')}`);
}

/** What a tag begins with, up to the colon. */
export function keyOf(tag: string): string {
  return tag.split(':', 1)[0] ?? tag;
}

/** A text of at most 200 characters. The end of a longer one gives way to a hash, so that different texts stay different. */
function shortened(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
  // Half of a pair of surrogates is no text.
  const begin = text.slice(0, MAX_CHARACTERS - HASH_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '');
  return `${begin}_${hash}`;
}
