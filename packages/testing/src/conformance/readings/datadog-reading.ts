import type { DatadogIntake } from '../../datadog/datadog-intake.ts';
import type { DatadogSeries } from '../../datadog/datadog-series.ts';
import { addUpDistribution, addUpNumber } from '../../datadog/series-store.ts';
import type { Reading, ReadSeries } from '../reading.ts';

/** Reads what the Datadog double has stored. */
export function datadogReading(intake: Pick<DatadogIntake, 'names' | 'series'>): Reading {
  const counters: ReadSeries<number>[] = [];
  const gauges: ReadSeries<number>[] = [];
  const histograms: ReadSeries<{ count: number; sum: number }>[] = [];
  for (const series of intake.names().flatMap((name) => intake.series(name))) {
    if (series.type === 'distribution') histograms.push(toSeries(series, addUpDistribution(series)));
    else (series.type === 'count' ? counters : gauges).push(toSeries(series, addUpNumber(series)));
  }
  return { counters, gauges, histograms };
}

function toSeries<V>({ name, tags }: DatadogSeries, value: V): ReadSeries<V> {
  const labels = tags.map((tag) => {
    const colon = tag.indexOf(':');
    return [tag.slice(0, colon), tag.slice(colon + 1)] as const;
  });
  return { name, labels: Object.fromEntries(labels), value };
}
