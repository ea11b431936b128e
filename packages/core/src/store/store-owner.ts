import type { MetricsRecorder } from '../ports/metrics-recorder.ts';
import type { MetricStore } from './metric-store.ts';

/** A recorder that aggregates in a store, as the fan-out and every collecting backend do. */
export interface StoreOwner extends MetricsRecorder {
  readonly store: MetricStore;
}

/** The store behind a recorder, if it has one. */
export function storeOf(recorder: MetricsRecorder): MetricStore | undefined {
  if (isStore(recorder)) return recorder;
  return 'store' in recorder && isStore(recorder.store) ? recorder.store : undefined;
}

/** Also that of another copy of this package, which may be in the process where a dependency brought its own. */
function isStore(value: unknown): value is MetricStore {
  return (
    typeof value === 'object' &&
    value !== null &&
    'is' in value &&
    value.is === ('@bot-metrics/core store' satisfies MetricStore['is'])
  );
}
