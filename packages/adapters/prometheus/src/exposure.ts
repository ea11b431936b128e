import type { Metric, MetricFamily } from '@bot-metrics/core/backend';
import type { ExposedFamily, ExposedMetric } from './exposed-metric.ts';
import { labelTexts } from './formats/label-texts.ts';
import { SeriesMessages } from './formats/series-messages.ts';
import { besideBounds, type ExposedLabels } from './labels.ts';
import { exposedName } from './naming.ts';
import { resourceLabels } from './resource-labels.ts';
import { SeriesLabels } from './series-labels.ts';
import type { Spelling } from './spelling.ts';

/** Metrics and resource in one spelling; rendered text is kept from page to page. */
export class Exposure {
  /** The labels of `target_info`; none if there is no such metric. */
  readonly resource: ExposedLabels;
  readonly #spelling: Spelling;
  readonly #prefix: string;
  readonly #metrics: WeakMap<Metric, ExposedMetric> = new WeakMap();

  constructor(spelling: Spelling, prefix: string, resource: Readonly<Record<string, string | number | boolean>>) {
    this.#spelling = spelling;
    this.#prefix = prefix;
    this.resource = resourceLabels(resource, spelling.label);
  }

  expose(family: MetricFamily): ExposedFamily {
    let exposed = this.#metrics.get(family.metric);
    if (exposed === undefined) {
      exposed = this.#exposed(family.metric);
      this.#metrics.set(family.metric, exposed);
    }
    return { ...exposed, family };
  }

  #exposed(metric: Metric): ExposedMetric {
    const { definition } = metric;
    const { label } = this.#spelling;
    const labels = new SeriesLabels(metric, definition.type === 'histogram' ? besideBounds(label) : label);
    return {
      name: this.#spelling.metric(definition, this.#prefix),
      plainName: exposedName(definition, this.#prefix),
      labels,
      labelTexts: labelTexts(labels),
      messages: new SeriesMessages(labels),
    };
  }
}
