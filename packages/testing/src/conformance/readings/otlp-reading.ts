import type { OtlpAttributes } from '../../otlp/metrics-request.ts';
import type { OtlpReceiver } from '../../otlp/otlp-receiver.ts';
import type { OtlpSeries } from '../../otlp/series-store.ts';
import type { Reading, ReadSeries } from '../reading.ts';

/** Reads what an OTLP receiver has stored. */
export function otlpReading(receiver: Pick<OtlpReceiver, 'names' | 'series'>): Reading {
  const series = receiver.names().flatMap((name) => receiver.series(name));
  const numbers = series.flatMap((one) => (typeof one.value === 'number' ? [toSeries(one, one.value)] : []));
  const monotonic = new Set(series.filter(({ isMonotonic }) => isMonotonic).map(({ name }) => name));
  return {
    counters: numbers.filter(({ name }) => monotonic.has(name)),
    gauges: numbers.filter(({ name }) => !monotonic.has(name)),
    histograms: series.flatMap((one) =>
      typeof one.value === 'number' ? [] : [toSeries(one, { count: one.value.count, sum: one.value.sum })],
    ),
  };
}

function toSeries<V>({ name, attributes }: OtlpSeries, value: V): ReadSeries<V> {
  return { name, labels: texts(attributes), value };
}

function texts(attributes: OtlpAttributes): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}
