import type { MetricDefinition } from '../../definition/metric-definition.ts';
import { enlarge } from '../columns/column-pool.ts';
import { ExemplarColumns } from '../columns/exemplar-columns.ts';
import { hiddenStart, startOf } from './series-start.ts';
import { type MetricContext, StoredMetric, type StoredMetricOptions } from './stored-metric.ts';

/** A counter or an up-down counter. */
export class SumMetric extends StoredMetric {
  /** The total of each series. */
  values: Float64Array = new Float64Array(this.counts.length);
  readonly kind = 'sum' as const;
  /** The latest record of each series of a counter that was made in a span; `undefined` where none are kept. */
  readonly exemplars: ExemplarColumns | undefined;
  protected override readonly folds: boolean = true;
  /** Hidden series, the one hidden for longest first. */
  readonly #hidden = new Set<number>();

  constructor(definition: MetricDefinition, context: MetricContext, options?: StoredMetricOptions) {
    super(definition, context, options);
    const isTraced = definition.type === 'counter' && context.exemplars !== undefined;
    this.exemplars = isTraced ? new ExemplarColumns(context.exemplars, () => context.now()) : undefined;
    this.startAtZero();
  }

  /** Adds a finite number. Refuses a record that would make the total infinite: it would stay so for ever. */
  add(slot: number, value: number): boolean {
    const total = this.values[slot]! + value;
    // Non-zero only for an infinite total. One comparison instead of two saves 4 % of a bound counter.
    if (total - total !== 0) {
      this.refuse(`the value ${value}, which takes its total out of range`);
      return false;
    }
    this.values[slot] = total;
    this.counts[slot]! += 1;
    return true;
  }

  /** Replaces the total, which is counted elsewhere. */
  set(slot: number, total: number): void {
    this.values[slot] = total;
    this.counts[slot]! += 1;
  }

  /** Starts the series again with a total of a source that was restarted: a new start time and the whole total as its change. */
  restart(slot: number, total: number): void {
    this.context.restart(this, slot);
    this.start(slot);
    this.set(slot, total);
  }

  /** Hides a series whose total is unknown at present. It keeps its slot until the limit is reached. */
  hide(slot: number): void {
    if (!this.isUsed(slot)) return;
    if (this.isLive(slot)) this.created[slot] = hiddenStart(this.created[slot]!);
    this.#hidden.add(slot);
  }

  /** Keeps a hidden series, which is about to be shown, although the limit may be reached. */
  keep(slot: number): void {
    this.#hidden.delete(slot);
  }

  /** Shows a hidden series again, with its former start time. */
  show(slot: number): void {
    this.keep(slot);
    if (this.isLive(slot)) return;
    this.created[slot] = startOf(this.created[slot]!);
    this.additions += 1;
  }

  /** Adds the series of another metric to the series in `slot`. */
  absorb(slot: number, other: SumMetric, otherSlot: number): void {
    this.values[slot]! += other.values[otherSlot]!;
    this.counts[slot]! += other.counts[otherSlot]!;
  }

  protected override removeHidden(): void {
    const [oldest] = this.#hidden;
    if (oldest !== undefined) this.removeSlot(oldest, 'expired');
  }

  protected override endSlot(slot: number): void {
    super.endSlot(slot);
    this.#hidden.delete(slot);
  }

  protected override grow(capacity: number): void {
    this.values = enlarge(this.values, capacity);
  }

  protected override reset(slot: number): void {
    this.values[slot] = 0;
    this.exemplars?.clear(slot, 1);
  }
}

/** A counter with exemplars. A separate class, because the check for them would cost every bound counter 15 %. */
export class TracedSumMetric extends SumMetric {
  override add(slot: number, value: number): boolean {
    const added = super.add(slot, value);
    if (added) this.exemplars?.take(slot, value);
    return added;
  }
}
