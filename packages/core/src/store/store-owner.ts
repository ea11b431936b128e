import type { MetricsRecorder } from '../ports/metrics-recorder.ts';
import { MetricStore } from './metric-store.ts';

/** A recorder that aggregates in a store, as the fan-out and every collecting backend do. */
export interface StoreOwner extends MetricsRecorder {
  readonly store: MetricStore;
}

/** The store behind a recorder, if it has one. */
export function storeOf(recorder: MetricsRecorder): MetricStore | undefined {
  if (recorder instanceof MetricStore) return recorder;
  return 'store' in recorder && recorder.store instanceof MetricStore ? recorder.store : undefined;
}
