import type { Family, Metric } from '@bot-metrics/core';
import { labelMessages } from './formats/protobuf-labels.ts';
import { labelText } from './labels.ts';
import { SeriesLabels } from './series-labels.ts';

/** What of a metric stays the same from page to page. */
export interface ExposedMetric {
  /** Of its samples, `_total` included; those of a histogram go on with `_bucket`, `_sum` and `_count`. */
  readonly name: string;
  /** As the text formats write them. */
  readonly labelTexts: SeriesLabels<string>;
  /** As protobuf has them. */
  readonly labelBytes: SeriesLabels<Uint8Array>;
}

/** The columns of a metric at one instant, and how they are exposed. */
export interface ExposedFamily extends ExposedMetric {
  readonly family: Family;
}

export function exposedMetric(metric: Metric, name: string): ExposedMetric {
  return {
    name,
    labelTexts: new SeriesLabels(metric, labelText),
    labelBytes: new SeriesLabels(metric, labelMessages),
  };
}
