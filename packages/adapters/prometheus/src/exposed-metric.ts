import type { MetricFamily } from '@bot-metrics/core/backend';
import type { SeriesBytes } from '@bot-metrics/core/encoding';
import type { SeriesMessages } from './formats/series-messages.ts';
import type { SeriesLabels } from './series-labels.ts';

/** What of a metric stays the same from page to page. */
export interface ExposedMetric {
  /** Of its samples, `_total` included; those of a histogram go on with `_bucket`, `_sum` and `_count`. */
  readonly name: string;
  /** The name in letters, digits and underscores, whatever the scraper takes: who occupies what is known by it. */
  readonly plainName: string;
  readonly labels: SeriesLabels;
  /** As the text formats write them. */
  readonly labelTexts: SeriesBytes;
  /** As protobuf has them, with the values of the last page. */
  readonly messages: SeriesMessages;
}

/** The columns of a metric at one instant, and how they are exposed. */
export interface ExposedFamily extends ExposedMetric {
  readonly family: MetricFamily;
}
