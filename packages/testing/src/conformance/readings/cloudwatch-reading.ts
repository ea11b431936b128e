import type { CloudWatchReceiver } from '../../cloudwatch/cloudwatch-receiver.ts';
import type { CloudWatchSeries } from '../../cloudwatch/cloudwatch-store.ts';
import type { Reading, ReadSeries } from '../reading.ts';

/**
 * Reads what the CloudWatch double has stored. CloudWatch does not distinguish counters from gauges, so each number is
 * read as both: its sum and its last value.
 */
export function cloudWatchReading(receiver: Pick<CloudWatchReceiver, 'names' | 'series'>): Reading {
  const series = receiver.names().flatMap((name) => receiver.series(name));
  const numbers = series.filter(({ form }) => form === 'value');
  return {
    counters: numbers.map((one) => toSeries(one, one.sum)),
    gauges: numbers.map((one) => toSeries(one, one.last)),
    histograms: series
      .filter(({ form }) => form !== 'value')
      .map((one) => toSeries(one, { count: one.count, sum: one.sum })),
  };
}

function toSeries<V>({ name, dimensions }: CloudWatchSeries, value: V): ReadSeries<V> {
  return { name, labels: dimensions, value };
}
