import { Metrics } from '../metrics.ts';
import type { MetricsRecorder } from '../ports/metrics-recorder.ts';

/** The facade that was given, or one over the recorder that was given. */
export function metricsOf(backend: MetricsRecorder | Metrics): Metrics {
  // Also a facade of another copy of this package.
  return 'recorder' in backend && 'store' in backend ? backend : new Metrics(backend);
}
