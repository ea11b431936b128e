import { Metrics } from '../metrics.ts';
import type { MetricsRecorder } from '../ports/metrics-recorder.ts';

/** The facade that was given, or one over the recorder that was given. */
export function metricsOf(backend: MetricsRecorder | Metrics): Metrics {
  return backend instanceof Metrics ? backend : new Metrics(backend);
}
