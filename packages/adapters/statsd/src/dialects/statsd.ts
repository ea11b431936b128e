import { escaped, escapePattern } from '../escaped.ts';
import type { Dialect } from './dialect.ts';

/** What etsy/statsd keeps of a key, less `;` and `=`, which separate labels. */
const unsafe = escapePattern('A-Za-z0-9_.\\-');

/**
 * The original dialect, which has no tags: labels go into the name as Graphite tags, `name;label=value`.
 * Source: https://github.com/statsd/statsd/blob/master/docs/metric_types.md and, for the form of the name,
 * https://graphite.readthedocs.io/en/latest/tags.html
 */
export const statsd: Dialect = {
  head(name, labels) {
    const pairs = labels.map(([label, value]) => `;${escaped(label, unsafe)}=${escaped(value, unsafe)}`);
    return escaped(name, unsafe) + pairs.join('');
  },
  tail: () => '',
  // A sign makes it a change instead of a value: a negative one can only be reached from zero.
  gauge: (head, value) => (value.startsWith('-') ? `${head}:0|g\n${head}:${value}|g` : `${head}:${value}|g`),
  observation: 'ms',
  // Daemons refuse negative timings.
  observed: (value, unit) => Math.max(0, unit === 's' ? value * 1000 : value),
};
