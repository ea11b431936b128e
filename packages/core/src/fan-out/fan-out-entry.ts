import type { Labels } from '../labels/label-schema.ts';
import { type AttachOptions, isCollectingBackend } from '../ports/collecting-backend.ts';
import type { MetricsBackendPort } from '../ports/metrics-backend-port.ts';
import type { Account } from '../snapshot/account.ts';
import type { MetricStore } from '../store/metric-store.ts';
import { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import type { RecordSink, StoredMetric } from '../store/metrics/stored-metric.ts';
import { SumMetric } from '../store/metrics/sum-metric.ts';
import { mergeGaugeValues } from '../store/reading/merged-family.ts';
import type { AttributePairs, ViewedMetric, Views } from '../views/views.ts';
import { ReceivingBackend } from './receiving-backend.ts';

/** A backend of a fan-out: attached to the store, or called through a guard. */
export class FanOutEntry {
  readonly backend: MetricsBackendPort;
  /** Called for each record; `undefined` for a backend that reads the store. */
  readonly sink: RecordSink | undefined;
  readonly account: () => Account;
  readonly detach: () => void;

  constructor(backend: MetricsBackendPort, store: MetricStore, options: AttachOptions) {
    this.backend = backend;
    if (isCollectingBackend(backend)) {
      this.detach = backend.attach(store, options);
      this.account = () => store.account(backend.name);
    } else {
      const { name } = backend;
      const receiver = new ReceivingBackend(backend, {
        clock: store.clock,
        diagnostics: store.diagnostics,
        get dropped() {
          return store.droppedFor(name);
        },
      });
      this.sink = new ForwardingSink(receiver, store.views);
      this.detach = store.onDefine((definition, internal) => {
        const viewed = store.views.of(definition, name);
        if (viewed !== undefined && !internal) receiver.initializeMetric(viewed.definition);
      });
      this.account = () => receiver.account();
    }
  }
}

/** Forwards records to a receiving backend, under the names and labels that views give them. */
export class ForwardingSink implements RecordSink {
  readonly #receiver: ReceivingBackend;
  readonly #views: Views;
  readonly #viewed = new Map<StoredMetric, ViewedMetric | undefined>();

  constructor(receiver: ReceivingBackend, views: Views) {
    this.#receiver = receiver;
    this.#views = views;
  }

  record(metric: StoredMetric, slot: number, value: number, labels: Labels): void {
    const viewed = this.#view(metric);
    if (viewed === undefined) return;
    const { name, type } = viewed.definition;
    const isChanged = viewed.labels !== undefined;
    const viewedLabels = isChanged ? Object.freeze(Object.fromEntries(viewed.labels(Object.entries(labels)))) : labels;
    if (type === 'counter') this.#receiver.recordCounter(name, value, viewedLabels);
    else if (type === 'histogram') this.#receiver.recordHistogram(name, value, viewedLabels);
    else this.#receiver.setGauge(name, isChanged ? mergeValues(metric, slot, viewed) : value, viewedLabels);
  }

  sees(metric: StoredMetric, label: string): boolean {
    const viewed = this.#view(metric);
    return viewed !== undefined && viewed.hides?.(label) !== true;
  }

  #view(metric: StoredMetric): ViewedMetric | undefined {
    if (this.#viewed.has(metric)) return this.#viewed.get(metric);
    const viewed = this.#views.of(metric.definition, this.#receiver.name);
    this.#viewed.set(metric, viewed);
    return viewed;
  }
}

function viewLabels(metric: StoredMetric, slot: number, { labels }: ViewedMetric): AttributePairs {
  const pairs = metric.attributesOf(slot);
  return labels?.(pairs) ?? pairs;
}

/** Merges the values of all series that have the same labels in the view as the series in `slot`. */
function mergeValues(metric: StoredMetric, slot: number, viewed: ViewedMetric): number {
  const wanted = JSON.stringify(viewLabels(metric, slot, viewed));
  const slots = Array.from({ length: metric.index.slots }, (_, other) => other).filter(
    (other) => metric.isLive(other) && JSON.stringify(viewLabels(metric, other, viewed)) === wanted,
  );
  if (metric instanceof SumMetric) return slots.reduce((total, other) => total + metric.values[other]!, 0);
  if (!(metric instanceof GaugeMetric)) return 0;
  return viewed.merge === 'last' ? metric.values[slot]! : mergeGaugeValues(metric, metric.values, slots, viewed.merge);
}
