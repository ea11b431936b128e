import type { Labels } from '../labels/label-schema.ts';
import { mergeLabels, NO_LABELS } from '../labels/record-labels.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';
import { BoundInstrument, StoreInstrument } from './store-instrument.ts';

export class StoreCounter extends StoreInstrument<SumMetric> {
  add(value = 1, labels: Labels = NO_LABELS): void {
    const { metric } = this;
    if (!isIncrement(value)) return metric.refuseValue(value);
    const slot = this.findSlot(labels);
    if (slot < 0 || !metric.add(slot, value)) return;
    if (metric.context.sink !== undefined) metric.forward(slot, value);
  }

  bind(labels: Labels = NO_LABELS): BoundCounter {
    return new BoundCounter(this.metric, mergeLabels(labels, this.constants));
  }
}

class BoundCounter extends BoundInstrument<SumMetric> {
  add(value = 1): void {
    const { metric } = this;
    if (!isIncrement(value)) return metric.refuseValue(value);
    const slot = this.slot();
    if (slot < 0 || !metric.add(slot, value)) return;
    if (metric.context.sink !== undefined) metric.forward(slot, value);
  }
}

export class StoreUpDownCounter extends StoreInstrument<SumMetric> {
  add(value: number, labels: Labels = NO_LABELS): void {
    const { metric } = this;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.findSlot(labels);
    if (slot < 0 || !metric.add(slot, value)) return;
    if (metric.context.sink !== undefined) metric.forward(slot, metric.values[slot]!);
  }

  bind(labels: Labels = NO_LABELS): BoundUpDownCounter {
    return new BoundUpDownCounter(this.metric, mergeLabels(labels, this.constants));
  }
}

class BoundUpDownCounter extends BoundInstrument<SumMetric> {
  add(value: number): void {
    const { metric } = this;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.slot();
    if (slot < 0 || !metric.add(slot, value)) return;
    if (metric.context.sink !== undefined) metric.forward(slot, metric.values[slot]!);
  }
}

/** Checks the type first, because comparing a symbol throws. */
function isIncrement(value: number): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
