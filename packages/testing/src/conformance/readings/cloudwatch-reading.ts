import type { CloudWatchReceiver } from '../../cloudwatch/cloudwatch-receiver.ts';
import type { CloudWatchSeries } from '../../cloudwatch/cloudwatch-store.ts';
import type { Reading, ReadSeries } from '../reading.ts';

/** What CloudWatch's double has stored. CloudWatch does not tell counters from gauges: a number is both, by its sum and by its last value. */
export function cloudWatchReading(receiver: Pick<CloudWatchReceiver, 'names' | 'series'>): Reading {
  const series = receiver.names().flatMap((name) => receiver.series(name));
  const numbers = series.filter(({ form }) => form === 'value');
  return {
    counters: numbers.map((one) => seriesOf(one, one.sum)),
    gauges: numbers.map((one) => seriesOf(one, one.last)),
    histograms: series
      .filter(({ form }) => form !== 'value')
      .map((one) => seriesOf(one, { count: one.count, sum: one.sum })),
  };
}

function seriesOf<V>({ name, dimensions }: CloudWatchSeries, value: V): ReadSeries<V> {
  return { name, labels: dimensions, value };
}
