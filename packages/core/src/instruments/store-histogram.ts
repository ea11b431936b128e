import type { Labels } from '../labels/label-schema.ts';
import { mergeLabels, NO_LABELS } from '../labels/record-labels.ts';
import type { HistogramMetric } from '../store/metrics/histogram-metric.ts';
import type { Clock } from '../time/clock.ts';
import { onSettled } from './on-settled.ts';
import { BoundInstrument, StoreInstrument } from './store-instrument.ts';

export class StoreHistogram extends StoreInstrument<HistogramMetric> {
  record(value: number, labels: Labels = NO_LABELS): void {
    const { metric } = this;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.findSlot(labels);
    if (slot < 0 || !metric.record(slot, value)) return;
    if (metric.context.sink !== undefined) metric.forward(slot, value);
  }

  bind(labels: Labels = NO_LABELS): BoundHistogram {
    return new BoundHistogram(this.metric, mergeLabels(labels, this.constants));
  }
}

class BoundHistogram extends BoundInstrument<HistogramMetric> {
  record(value: number): void {
    const { metric } = this;
    if (!Number.isFinite(value)) return metric.refuseValue(value);
    const slot = this.slot();
    if (slot < 0 || !metric.record(slot, value)) return;
    if (metric.context.sink !== undefined) metric.forward(slot, value);
  }
}

/** What a timer needs from its histogram, whether bound or not. */
interface Recorder {
  record(seconds: number, labels?: Labels): void;
  bind(labels?: Labels): Recorder;
  remove(labels?: Labels): void;
  clear(): void;
}

/** Measures with the monotonic clock. */
export class HistogramTimer {
  readonly #histogram: Recorder;
  readonly #clock: Clock;

  constructor(histogram: Recorder, clock: Clock) {
    this.#histogram = histogram;
    this.#clock = clock;
  }

  record(seconds: number, labels?: Labels): void {
    this.#histogram.record(seconds, labels);
  }

  time<R>(task: () => R, labels?: Labels): R {
    const stop = this.start();
    let result: R;
    try {
      result = task();
    } catch (error) {
      stop(labels);
      throw error;
    }
    onSettled(
      result,
      () => stop(labels),
      () => stop(labels),
    );
    return result;
  }

  start(): (labels?: Labels) => number {
    const started = this.#clock.monotonicSeconds();
    return (labels) => {
      const seconds = this.#clock.monotonicSeconds() - started;
      this.#histogram.record(seconds, labels);
      return seconds;
    };
  }

  bind(labels?: Labels): HistogramTimer {
    return new HistogramTimer(this.#histogram.bind(labels), this.#clock);
  }

  remove(labels?: Labels): void {
    this.#histogram.remove(labels);
  }

  clear(): void {
    this.#histogram.clear();
  }
}
