import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import type { Metrics } from '@bot-metrics/core';

/** Values of `v8js.gc.type` in the semantic conventions. */
const gcTypes = ['major', 'minor', 'incremental', 'weakcb'] as const;

type GcType = (typeof gcTypes)[number];

const typesByKind: ReadonlyMap<unknown, GcType> = new Map<unknown, GcType>([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Node's type declarations omit `detail` from the base class. */
type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

/** Records every garbage collection. Returns the function that stops it. */
export function recordGcDurations(metrics: Metrics): () => void {
  const duration = metrics.histogram('v8js.gc.duration', {
    description: 'Garbage collection duration.',
    unit: 's',
    labels: { 'v8js.gc.type': gcTypes },
    // Buckets recommended by the semantic conventions.
    buckets: [0.01, 0.1, 1, 10],
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as GcEntry).detail ?? {};
      const type = typesByKind.get(kind);
      if (type !== undefined) duration.record(entry.duration / 1000, { 'v8js.gc.type': type });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
