import type { Family, Metric } from '@bot-metrics/core';
import { SeriesLabels } from './series-labels.ts';

/** What of a metric stays the same from page to page. */
export interface ExposedMetric {
  /** Of its samples, `_total` included; those of a histogram go on with `_bucket`, `_sum` and `_count`. */
  readonly name: string;
  readonly labels: SeriesLabels;
}

/** The columns of a metric at one instant, and how they are exposed. */
export interface ExposedFamily extends ExposedMetric {
  readonly family: Family;
}

export function exposedMetric(metric: Metric, name: string): ExposedMetric {
  return { name, labels: new SeriesLabels(metric) };
}
