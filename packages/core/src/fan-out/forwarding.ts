import type { Labels } from '../labels/label-schema.ts';
import { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import type { RecordSink } from '../store/metrics/metric-host.ts';
import type { StoredMetric } from '../store/metrics/stored-metric.ts';
import { SumMetric } from '../store/metrics/sum-metric.ts';
import { mergedGauge } from '../store/reading/merged-family.ts';
import type { SeenMetric, Views } from '../views/views.ts';
import type { ReceivingBackend } from './receiving-backend.ts';

/** Passes records on to a receiving backend, under the names and labels that views give them. */
export class Forwarding implements RecordSink {
  readonly #receiver: ReceivingBackend;
  readonly #views: Views;
  readonly #seen = new Map<StoredMetric, SeenMetric | undefined>();

  constructor(receiver: ReceivingBackend, views: Views) {
    this.#receiver = receiver;
    this.#views = views;
  }

  record(metric: StoredMetric, slot: number, value: number, labels: Labels): void {
    const seen = this.#seenMetric(metric);
    if (seen === undefined) return;
    const { name, type } = seen.definition;
    const seenLabels =
      seen.labels === undefined ? labels : Object.freeze(Object.fromEntries(labelsAt(metric, slot, seen)));
    if (type === 'counter') this.#receiver.recordCounter(name, value, seenLabels);
    else if (type === 'histogram') this.#receiver.recordHistogram(name, value, seenLabels);
    else this.#receiver.setGauge(name, seen.labels === undefined ? value : valueAt(metric, slot, seen), seenLabels);
  }

  #seenMetric(metric: StoredMetric): SeenMetric | undefined {
    if (this.#seen.has(metric)) return this.#seen.get(metric);
    const seen = this.#views.of(metric.definition, this.#receiver.name);
    this.#seen.set(metric, seen);
    return seen;
  }
}

function labelsAt(metric: StoredMetric, slot: number, { labels }: SeenMetric): readonly (readonly [string, string])[] {
  const pairs = metric.labelsOf(slot);
  return labels?.(pairs) ?? pairs;
}

/** The value of every series together that is seen under the labels of this one. */
function valueAt(metric: StoredMetric, slot: number, seen: SeenMetric): number {
  const wanted = JSON.stringify(labelsAt(metric, slot, seen));
  const slots = Array.from({ length: metric.index.slots }, (_, other) => other).filter(
    (other) => metric.isLive(other) && JSON.stringify(labelsAt(metric, other, seen)) === wanted,
  );
  if (metric instanceof SumMetric) return slots.reduce((total, other) => total + metric.values[other]!, 0);
  if (!(metric instanceof GaugeMetric)) return 0;
  return seen.merge === 'last' ? metric.values[slot]! : mergedGauge(metric, metric.values, slots, seen.merge);
}
