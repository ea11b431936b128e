import { SeriesCache } from '@bot-metrics/core/encoding';
import type { Dialect } from './dialects/dialect.ts';

/** The parts of a line that are the same in every export of a series. */
export interface SeriesText {
  readonly head: string;
  readonly tail: string;
}

/**
 * Renders name and labels once per series.
 * @param ending of every line
 */
export function seriesTexts(dialect: Dialect, prefix: string, ending: string): SeriesCache<SeriesText> {
  return new SeriesCache((metric, slot) => {
    const labels = metric.labelsOf(slot);
    return { head: dialect.head(prefix + metric.definition.name, labels), tail: dialect.tail(labels) + ending };
  });
}
