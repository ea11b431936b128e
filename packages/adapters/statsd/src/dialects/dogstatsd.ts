import { escaped, escapePattern } from '../escaped.ts';
import type { Dialect } from './dialect.ts';

const unsafeInName = escapePattern('A-Za-z0-9_.');
const unsafeInTagName = escapePattern('A-Za-z0-9_.\\-/');
/** Letters, marks, digits, punctuation, symbols and spaces, less the two characters that end a tag. */
const unsafeInTagValue = /__(?=[0-9A-F]{2})|[,|]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/**
 * DogStatsD with tags: `name:value|type|#label:value`.
 * Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
 *
 * @param constant tags of every line; a label of the same name goes before
 */
export function dogstatsd(constant: readonly string[]): Dialect {
  return {
    head: (name) => escaped(name, unsafeInName),
    tail(labels) {
      const own = labels.map(
        ([label, value]) => `${escaped(label, unsafeInTagName)}:${escaped(value, unsafeInTagValue)}`,
      );
      const keys = new Set(own.map(keyOf));
      const tags = [...constant.filter((tag) => !keys.has(keyOf(tag))), ...own];
      return tags.length === 0 ? '' : `|#${tags.join(',')}`;
    },
    gauge: (head, value, tail) => `${head}:${value}|g${tail}`,
    observation: 'd',
    packs: true,
    observed: (value) => value,
  };
}

function keyOf(tag: string): string | undefined {
  return tag.split(':', 1)[0];
}
