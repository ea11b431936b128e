import type { DatadogIntake } from '../../datadog/datadog-intake.ts';
import type { DatadogSeries } from '../../datadog/datadog-series.ts';
import { distributionOf, numberOf } from '../../datadog/series-store.ts';
import type { Reading, ReadSeries } from '../reading.ts';

/** What Datadog's double has stored. */
export function datadogReading(intake: Pick<DatadogIntake, 'names' | 'series'>): Reading {
  const counters: ReadSeries<number>[] = [];
  const gauges: ReadSeries<number>[] = [];
  const histograms: ReadSeries<{ count: number; sum: number }>[] = [];
  for (const series of intake.names().flatMap((name) => intake.series(name))) {
    if (series.type === 'distribution') histograms.push(seriesOf(series, distributionOf(series)));
    else (series.type === 'count' ? counters : gauges).push(seriesOf(series, numberOf(series)));
  }
  return { counters, gauges, histograms };
}

function seriesOf<V>({ name, tags }: DatadogSeries, value: V): ReadSeries<V> {
  const labels = tags.map((tag) => {
    const colon = tag.indexOf(':');
    return [tag.slice(0, colon), tag.slice(colon + 1)] as const;
  });
  return { name, labels: Object.fromEntries(labels), value };
}
