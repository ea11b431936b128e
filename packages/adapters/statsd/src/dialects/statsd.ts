import type { Dialect } from './dialect.ts';
import { labelsInName } from './labels-in-name.ts';

/**
 * The original dialect, which has no tags: labels go into the name as Graphite tags, `name;label=value`.
 * Source: https://github.com/statsd/statsd/blob/master/docs/metric_types.md and, for the form of the name,
 * https://graphite.readthedocs.io/en/latest/tags.html
 */
export const statsd: Dialect = labelsInName(';');
