import type { Labels } from '../labels/label-schema.ts';
import { merged } from '../labels/merged.ts';
import { NO_LABELS } from '../store/metrics/stored-metric.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';
import { BoundInstrument, StoreInstrument } from './store-instrument.ts';

export class StoreUpDownCounter extends StoreInstrument<SumMetric> {
  add(value: number, labels: Labels = NO_LABELS): void {
    const { metric } = this;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.slotOf(labels);
    if (slot < 0 || !metric.add(slot, value)) return;
    if (metric.host.sink !== undefined) metric.forward(slot, metric.values[slot]!, labels, this.constants);
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
    if (metric.host.sink !== undefined) metric.forward(slot, metric.values[slot]!, this.labels);
  }
}
