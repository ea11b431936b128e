import type { Labels } from '../labels/label-schema.ts';
import { NO_LABELS } from '../store/stored-metric.ts';
import type { SumMetric } from '../store/sum-metric.ts';
import { BoundInstrument, merged, StoreInstrument } from './store-instrument.ts';

export class StoreUpDownCounter extends StoreInstrument<SumMetric> {
  add(value: number, labels: Labels = NO_LABELS): void {
    const { metric } = this;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.slotOf(labels);
    if (slot < 0 || !metric.add(slot, value)) return;
    const { sink } = metric.host;
    if (sink !== undefined) sink.setGauge(metric.definition.name, metric.values[slot]!, this.allLabels(labels));
  }

  bind(labels: Labels = NO_LABELS): BoundUpDownCounter {
    return new BoundUpDownCounter(this.metric, merged(labels, this.constants));
  }
}

class BoundUpDownCounter extends BoundInstrument<SumMetric> {
  add(value: number): void {
    const { metric } = this;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.slot();
    if (slot < 0 || !metric.add(slot, value)) return;
    const { sink } = metric.host;
    if (sink !== undefined) sink.setGauge(metric.definition.name, metric.values[slot]!, this.labels);
  }
}
