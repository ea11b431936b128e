import type { HistogramFamily, MetricFamily } from '@bot-metrics/core/backend';
import { SeriesCache } from '@bot-metrics/core/encoding';
import type { Dialect } from './dialect.ts';
import { formatDecimal } from './safe-text.ts';
import { formatRate, sampleHistogram } from './samples.ts';

/** The parts of a line that are the same in every export of a series. */
export interface SeriesText {
  readonly head: string;
  readonly tail: string;
}

/** Digits of an estimated value; further ones would be noise. */
const ESTIMATE_DIGITS = 12;

/**
 * Renders name and labels once per series.
 * @param ending the end of every line
 */
export function cacheSeriesTexts(dialect: Dialect, prefix: string, ending: string): SeriesCache<SeriesText> {
  return new SeriesCache((metric, slot) => {
    const labels = metric.labelsOf(slot);
    return { head: dialect.head(prefix + metric.definition.name, labels), tail: dialect.tail(labels) + ending };
  });
}

/**
 * Renders the changes of a series since the last export. Lines that must stay together are one text.
 *
 * @param time ends the lines of counters and gauges; distributions have no time
 * @param maxBytes limit of a line with several observations
 */
export function renderSeries(
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
      return [dialect.gauge(head, formatDecimal(family.values[slot]!), tail + time)];
    case 'sum':
      if (definition.type === 'counter') return [`${head}:${formatDecimal(family.values[slot]!)}|c${tail}${time}`];
      // Sends the total: a daemon that missed one change would stay wrong.
      return [dialect.gauge(head, formatDecimal(family.values[slot]!), tail + time)];
    case 'histogram':
      return renderObservations(dialect, { head, tail }, family, slot, maxBytes);
  }
}

function renderObservations(
  { convert, observationType, packs }: Dialect,
  { head, tail }: SeriesText,
  family: HistogramFamily,
  slot: number,
  maxBytes: number,
): string[] {
  const valuesByRate = new Map<string, string[]>();
  for (const { value, weight } of sampleHistogram(family, slot)) {
    const text = formatDecimal(Number(convert(value, family.metric.definition.unit).toPrecision(ESTIMATE_DIGITS)));
    const rate = formatRate(weight);
    const values = valuesByRate.get(rate);
    if (values === undefined) valuesByRate.set(rate, [text]);
    else values.push(text);
  }
  return [...valuesByRate].flatMap(([rate, values]) =>
    packObservations(head, values, `|${observationType}${rate}${tail}`, packs ? maxBytes : 0),
  );
}

/**
 * Renders observations with the same sample rate, as many per line as fit: `head:1:2:3|d`.
 * Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/ (protocol 1.1)
 *
 * @param end type, rate and tags
 * @param maxBytes limit of a line; a line with a single value may be longer
 */
export function packObservations(head: string, values: readonly string[], end: string, maxBytes: number): string[] {
  const room = maxBytes - Buffer.byteLength(head) - Buffer.byteLength(end);
  const lines: string[] = [];
  let packed = '';
  for (const value of values) {
    if (packed !== '' && packed.length + 1 + value.length > room) {
      lines.push(head + packed + end);
      packed = '';
    }
    packed += `:${value}`;
  }
  if (packed !== '') lines.push(head + packed + end);
  return lines;
}
