import type { Labels } from '../labels/label-schema.ts';
import { merged } from '../labels/merged.ts';
import type { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import { NO_LABELS } from '../store/metrics/stored-metric.ts';
import { BoundInstrument, StoreInstrument } from './store-instrument.ts';

export class StoreGauge extends StoreInstrument<GaugeMetric> {
  set(value: number, labels: Labels = NO_LABELS): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.slotOf(labels);
    if (slot >= 0) setGauge(this.metric, slot, value, labels, this.constants);
  }

  add(value: number, labels: Labels = NO_LABELS): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.slotOf(labels);
    if (slot >= 0) setGauge(this.metric, slot, this.metric.values[slot]! + value, labels, this.constants);
  }

  bind(labels: Labels = NO_LABELS): BoundGauge {
    return new BoundGauge(this.metric, merged(labels, this.constants));
  }
}

class BoundGauge extends BoundInstrument<GaugeMetric> {
  set(value: number): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.slot();
    if (slot >= 0) setGauge(this.metric, slot, value, this.labels);
  }

  add(value: number): void {
    if (!Number.isFinite(value)) return this.metric.refuseValue(value);
    const slot = this.slot();
    if (slot >= 0) setGauge(this.metric, slot, this.metric.values[slot]! + value, this.labels);
  }
}

function setGauge(metric: GaugeMetric, slot: number, value: number, labels: Labels, constants?: Labels): void {
  if (metric.set(slot, value) && metric.host.sink !== undefined) metric.forward(slot, value, labels, constants);
}
