import type { Metric, MetricFamily } from '@bot-metrics/core/backend';
import type { SeriesBytes } from '@bot-metrics/core/encoding';
import { SeriesMessages } from './formats/protobuf/series-messages.ts';
import { createLabelTexts } from './formats/text/sample-line.ts';
import { avoidBoundLabel, type ExposedLabels, translateResource } from './names/labels.ts';
import { translateName } from './names/metric-name.ts';
import type { NameTranslation } from './names/name-translation.ts';
import { SeriesLabels } from './names/series-labels.ts';

/** The parts of a metric that are computed once and used for every page. */
interface ExposedMetric {
  /** The name of its samples, including `_total`. A histogram appends `_bucket`, `_sum` and `_count`. */
  readonly name: string;
  /** The name with underscores, for any escaping: names are claimed in this form. */
  readonly plainName: string;
  readonly labels: SeriesLabels;
  /** The labels in the text formats. */
  readonly labelTexts: SeriesBytes;
  /** The series in protobuf, with the values of the last page. */
  readonly messages: SeriesMessages;
}

/** The columns of a metric at one instant, and how they are exposed. */
export interface ExposedFamily extends ExposedMetric {
  readonly family: MetricFamily;
}

/** Renders metrics and the resource with one name translation. Rendered text is kept from page to page. */
export class MetricRenderer {
  /** The labels of `target_info`; empty if there is no such metric. */
  readonly resource: ExposedLabels;
  readonly #translation: NameTranslation;
  readonly #prefix: string;
  readonly #metrics: WeakMap<Metric, ExposedMetric> = new WeakMap();

  constructor(
    translation: NameTranslation,
    prefix: string,
    resource: Readonly<Record<string, string | number | boolean>>,
  ) {
    this.#translation = translation;
    this.#prefix = prefix;
    this.resource = translateResource(resource, translation.label);
  }

  render(family: MetricFamily): ExposedFamily {
    let exposed = this.#metrics.get(family.metric);
    if (exposed === undefined) {
      exposed = this.#expose(family.metric);
      this.#metrics.set(family.metric, exposed);
    }
    return { ...exposed, family };
  }

  #expose(metric: Metric): ExposedMetric {
    const { definition } = metric;
    const { label } = this.#translation;
    const labels = new SeriesLabels(metric, definition.type === 'histogram' ? avoidBoundLabel(label) : label);
    return {
      name: this.#translation.metric(definition, this.#prefix),
      plainName: translateName(definition, this.#prefix),
      labels,
      labelTexts: createLabelTexts(labels),
      messages: new SeriesMessages(labels),
    };
  }
}
