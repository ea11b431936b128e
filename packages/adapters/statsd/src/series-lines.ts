import type { Family } from '@bot-metrics/core';
import { decimal } from './decimal.ts';
import type { Dialect } from './dialects/dialect.ts';
import { observationsOf } from './observations.ts';
import { sampleRates } from './sample-rates.ts';
import type { SeriesText } from './series-texts.ts';

/** Digits that a value within a bucket is told with: it is an estimate, and longer ones are only noise. */
const ESTIMATE_DIGITS = 12;

/**
 * What a series has to tell since the last export. Lines that must stay together are one text.
 *
 * @param time ends the lines of counters and gauges; distributions cannot have one
 */
export function seriesLines(
  dialect: Dialect,
  { head, tail }: SeriesText,
  family: Family,
  slot: number,
  time: string,
): string[] {
  const { definition } = family.metric;
  switch (family.kind) {
    case 'gauge':
      return [dialect.gauge(head, decimal(family.values[slot]!), tail + time)];
    case 'sum':
      if (definition.type === 'counter') return [`${head}:${decimal(family.values[slot]!)}|c${tail}${time}`];
      // The total: a daemon that missed a change would be wrong for ever.
      return [dialect.gauge(head, decimal(family.values[slot]!), tail + time)];
    case 'histogram':
      return observationsOf(family, slot).flatMap(({ value, count }) => {
        const estimate = Number(dialect.observed(value, definition.unit).toPrecision(ESTIMATE_DIGITS));
        const observation = `${head}:${decimal(estimate)}|${dialect.observation}`;
        return sampleRates(count).map((rate) => observation + rate + tail);
      });
  }
}
