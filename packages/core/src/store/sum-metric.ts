import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { MetricHost } from './metric-host.ts';
import { grown, StoredMetric } from './stored-metric.ts';

/** A counter or an up-down counter. */
export class SumMetric extends StoredMetric {
  /** The total of each series. */
  values: Float64Array = new Float64Array(this.counts.length);
  protected override readonly folds: boolean = true;

  constructor(definition: MetricDefinition, host: MetricHost, open = false) {
    super(definition, host, open);
    this.startAtZero();
  }

  /** Adds a finite number. A sum beyond the range of a double would stay there for ever, so that record is refused. */
  add(slot: number, value: number): boolean {
    const total = this.values[slot]! + value;
    if (total === Infinity || total === -Infinity) {
      this.refuse(`the value ${value}, which takes its total out of range`);
      return false;
    }
    this.values[slot] = total;
    this.counts[slot]! += 1;
    return true;
  }

  /** Replaces the total: for totals that are counted elsewhere. */
  set(slot: number, total: number): void {
    this.values[slot] = total;
    this.counts[slot]! += 1;
  }

  protected override grow(capacity: number): void {
    this.values = grown(this.values, capacity);
  }

  protected override reset(slot: number): void {
    this.values[slot] = 0;
  }
}
