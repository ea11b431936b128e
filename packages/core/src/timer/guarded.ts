import { errorText } from '../diagnostics/error-text.ts';
import type { Metrics } from '../metrics.ts';
import type { MetricsCollectorService } from '../services/collector/metrics-collector-service.ts';
import type { MetricStore } from '../store/metric-store.ts';

/** Runs measuring code. Never throws. */
export type Guard = (measure: () => void) => void;

/** Error texts may contain ids, so each integration reports a limited number of them. */
const MAX_REPORTED = 20;
const MAX_TEXT_LENGTH = 200;

/** What each integration has reported, by the store that it records to. */
const reportedByStore = new WeakMap<MetricStore, Map<string, Set<string>>>();

/**
 * Returns a guard for the measuring code of an integration: an exception must not reach the measured code, and in a subscriber of a
 * diagnostics channel it would end the process.
 *
 * A failure is counted as an `invalid` record and reported to the diagnostics of the collector as `integration_failed`, once per
 * integration and error text, for up to 20 texts of an integration.
 * @param integration the measured library or function, such as `node-cron`
 */
export function createGuard(integration: string, collector: Pick<MetricsCollectorService, 'metrics'>): Guard {
  return (measure) => {
    try {
      measure();
    } catch (error) {
      reportFailure(integration, collector, error);
    }
  };
}

/** Counts and reports a measurement that failed. Never throws. */
export function reportFailure(
  integration: string,
  { metrics }: Pick<MetricsCollectorService, 'metrics'>,
  error: unknown,
): void {
  // A mock of a collector may have no `metrics`.
  const store = (metrics as Metrics | undefined)?.store;
  if (store === undefined) return;
  store.countInvalid();
  const text = errorText(error).slice(0, MAX_TEXT_LENGTH);
  const reported = findReported(integration, store);
  if (reported.has(text) || reported.size >= MAX_REPORTED) return;
  reported.add(text);
  const remedy = 'check the functions in your options, and that this version of the library is supported';
  const rest = reported.size < MAX_REPORTED ? '' : '. Other failures of this integration are only counted';
  store.diagnostics.report({
    code: 'integration_failed',
    message: `${integration}: measuring code failed (${text}); ${remedy}${rest}`,
    severity: 'warn',
    cause: error,
  });
}

function findReported(integration: string, store: MetricStore): Set<string> {
  const byIntegration = reportedByStore.get(store) ?? new Map<string, Set<string>>();
  reportedByStore.set(store, byIntegration);
  const reported = byIntegration.get(integration) ?? new Set<string>();
  byIntegration.set(integration, reported);
  return reported;
}
