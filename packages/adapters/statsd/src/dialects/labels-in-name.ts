import { escaped, escapePattern } from '../escaped.ts';
import type { Dialect } from './dialect.ts';

/** What etsy/statsd keeps of a key, less the characters that separate labels. */
const unsafe = escapePattern('A-Za-z0-9_.\\-');

/** The types of the original daemon, with labels as a part of the name: `name`, and for each `separator` and `label=value`. */
export function labelsInName(separator: ';' | ','): Dialect {
  return {
    head(name, labels) {
      const pairs = labels.map(([label, value]) => `${separator}${escaped(label, unsafe)}=${escaped(value, unsafe)}`);
      return escaped(name, unsafe) + pairs.join('');
    },
    tail: () => '',
    // A sign makes it a change instead of a value: a negative one can only be reached from zero.
    gauge: (head, value) => (value.startsWith('-') ? `${head}:0|g\n${head}:${value}|g` : `${head}:${value}|g`),
    observation: 'ms',
    packs: false,
    // Daemons refuse negative timings. 15 digits are all that a double keeps through the multiplication.
    observed: (value, unit) => Math.max(0, unit === 's' ? Number((value * 1000).toPrecision(15)) : value),
  };
}
