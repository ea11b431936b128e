import { Metrics } from '@bot-metrics/core';
import { MetricStore, type Snapshot } from '@bot-metrics/core/backend';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import fc from 'fast-check';

/** A change of a store. */
type Step = (store: StoreWithMetrics) => unknown;

/** A store with a metric of every kind, and its reader. */
export class StoreWithMetrics {
  readonly clock = new FakeClock();
  readonly store = new MetricStore({ clock: this.clock, diagnostics: new CollectedDiagnostics() });
  readonly metrics = new Metrics(this.store);
  readonly #labels = ['a', 'b'] as const;
  readonly counter = this.metrics.counter('requests', { unit: '{request}', description: 'All', labels: this.#labels });
  readonly active = this.metrics.upDownCounter('active', { labels: this.#labels });
  readonly gauge = this.metrics.gauge('depth', { labels: this.#labels });
  readonly explicit = this.metrics.histogram('duration', { unit: 's', buckets: [0, 1, 5], labels: this.#labels });
  readonly exponential = this.metrics.histogram('drift', { buckets: 'exponential', labels: this.#labels });

  /** Runs the steps, and takes snapshots between them. The last snapshot is not settled. */
  snapshotAfter(
    steps: readonly Step[],
    temporality: 'cumulative' | 'delta',
    onWay: (snapshot: Snapshot) => void,
  ): Snapshot {
    const reader = this.store.openReader({ name: 'reader', temporality });
    steps.forEach((step, i) => {
      step(this);
      if (i % 5 !== 4) return;
      const snapshot = reader.snapshot();
      onWay(snapshot);
      snapshot.acknowledge();
    });
    return reader.snapshot();
  }
}

const labels = fc.record({ a: fc.constantFrom('', 'x', 'ü "\n'), b: fc.constantFrom('', 'y'.repeat(200)) });
const whole = fc.integer({ min: -1000, max: 1000 });
const number = fc.oneof(whole, fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }));

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.oneof(fc.nat(2 ** 40), number), labels).map(
    ([n, of]): Step =>
      ({ counter }) =>
        counter.add(n, of),
  ),
  fc.tuple(number, labels).map(
    ([n, of]): Step =>
      ({ active }) =>
        active.add(n, of),
  ),
  fc.tuple(number, labels).map(
    ([n, of]): Step =>
      ({ gauge }) =>
        gauge.set(n, of),
  ),
  fc.tuple(number, labels).map(
    ([n, of]): Step =>
      ({ explicit }) =>
        explicit.record(n, of),
  ),
  fc.tuple(number, labels).map(
    ([n, of]): Step =>
      ({ exponential }) =>
        exponential.record(n, of),
  ),
  labels.map(
    (of): Step =>
      ({ counter }) =>
        counter.remove(of),
  ),
  labels.map(
    (of): Step =>
      ({ exponential }) =>
        exponential.remove(of),
  ),
  fc.integer({ min: -5000, max: 60_000 }).map(
    (ms): Step =>
      ({ clock }) => {
        clock.setWall(clock.wallSeconds() + ms / 1000);
      },
  ),
);

export const anySteps = fc.array(step, { maxLength: 40, size: 'max' });
