import type { Labels } from '../labels/label-schema.ts';
import { mergeLabels, NO_LABELS } from '../labels/record-labels.ts';
import type { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import { BoundInstrument, StoreInstrument } from './store-instrument.ts';

export class StoreGauge extends StoreInstrument<GaugeMetric> {
  set(value: number, labels: Labels = NO_LABELS): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.findSlot(labels);
    if (slot >= 0) setGauge(this.metric, slot, value);
  }

  add(value: number, labels: Labels = NO_LABELS): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.findSlot(labels);
    if (slot >= 0) setGauge(this.metric, slot, this.metric.values[slot]! + value);
  }

  bind(labels: Labels = NO_LABELS): BoundGauge {
    return new BoundGauge(this.metric, mergeLabels(labels, this.constants));
  }
}

class BoundGauge extends BoundInstrument<GaugeMetric> {
  set(value: number): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.slot();
    if (slot >= 0) setGauge(this.metric, slot, value);
  }

  add(value: number): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.slot();
    if (slot >= 0) setGauge(this.metric, slot, this.metric.values[slot]! + value);
  }
}

function setGauge(metric: GaugeMetric, slot: number, value: number): void {
  if (metric.set(slot, value) && metric.context.sink !== undefined) metric.forward(slot, value);
}
