import type { Labels } from '../labels/label-schema.ts';
import { merged } from '../labels/merged.ts';
import { NO_LABELS } from '../store/metrics/stored-metric.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';
import { BoundInstrument, StoreInstrument } from './store-instrument.ts';

export class StoreCounter extends StoreInstrument<SumMetric> {
  add(value: number, labels: Labels = NO_LABELS): void {
    const { metric } = this;
    if (!isIncrement(value)) return metric.refuseValue(value);
    const slot = this.slotOf(labels);
    if (slot < 0 || !metric.add(slot, value)) return;
    if (metric.host.sink !== undefined) metric.forward(slot, value, labels, this.constants);
  }

  bind(labels: Labels = NO_LABELS): BoundCounter {
    return new BoundCounter(this.metric, merged(labels, this.constants));
  }
}

class BoundCounter extends BoundInstrument<SumMetric> {
  add(value: number): void {
    const { metric } = this;
    if (!isIncrement(value)) return metric.refuseValue(value);
    const slot = this.slot();
    if (slot < 0 || !metric.add(slot, value)) return;
    if (metric.host.sink !== undefined) metric.forward(slot, value, this.labels);
  }
}

/** The type is asked first: comparing a symbol throws. */
function isIncrement(value: number): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
