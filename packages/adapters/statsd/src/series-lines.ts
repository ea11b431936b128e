import type { HistogramFamily, MetricFamily } from '@bot-metrics/core/backend';
import { decimal } from './decimal.ts';
import type { Dialect } from './dialects/dialect.ts';
import { packedObservations } from './packed-observations.ts';
import { rateOf } from './sample-weights.ts';
import { samplesOf } from './samples.ts';
import type { SeriesText } from './series-texts.ts';

/** Digits that a value within a bucket is told with: it is an estimate, and longer ones are only noise. */
const ESTIMATE_DIGITS = 12;

/**
 * What a series has to tell since the last export. Lines that must stay together are one text.
 *
 * @param time ends the lines of counters and gauges; distributions cannot have one
 * @param maxBytes of a line with several observations
 */
export function seriesLines(
  dialect: Dialect,
  { head, tail }: SeriesText,
  family: MetricFamily,
  slot: number,
  time: string,
  maxBytes: number,
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
      return observationLines(dialect, { head, tail }, family, slot, maxBytes);
  }
}

function observationLines(
  { observed, observation, packs }: Dialect,
  { head, tail }: SeriesText,
  family: HistogramFamily,
  slot: number,
  maxBytes: number,
): string[] {
  const valuesByRate = new Map<string, string[]>();
  for (const { value, weight } of samplesOf(family, slot)) {
    const told = decimal(Number(observed(value, family.metric.definition.unit).toPrecision(ESTIMATE_DIGITS)));
    const rate = rateOf(weight);
    const values = valuesByRate.get(rate);
    if (values === undefined) valuesByRate.set(rate, [told]);
    else values.push(told);
  }
  return [...valuesByRate].flatMap(([rate, values]) =>
    packedObservations(head, values, `|${observation}${rate}${tail}`, packs ? maxBytes : 0),
  );
}
