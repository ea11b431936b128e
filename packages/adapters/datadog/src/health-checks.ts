import { hasSeries, type Snapshot } from '@bot-metrics/core/backend';
import { identityOf } from './identity.ts';
import type { DatadogSettings } from './options.ts';

/** As `HealthCheckService` names its status, in semantic and in classic naming. */
const statusNames: ReadonlySet<string> = new Set(['bot.health.check.status', 'health_check_status']);

/** Of the API's `ServiceCheckStatus`. */
const OK = 0;
const CRITICAL = 2;

/** One result as the API takes it. */
export interface ServiceCheck {
  readonly check: string;
  readonly host_name: string;
  readonly status: 0 | 2;
  readonly tags: readonly string[];
  readonly timestamp: number;
}

/**
 * The results of the health checks that have run since the last export.
 * Source: https://docs.datadoghq.com/api/latest/service-checks/
 */
export function serviceChecks({ families }: Snapshot, settings: DatadogSettings, timestamp: number): ServiceCheck[] {
  const checks: ServiceCheck[] = [];
  for (const family of families) {
    if (family.kind !== 'gauge' || !statusNames.has(family.metric.definition.name)) continue;
    for (let slot = 0; slot < family.slots; slot++) {
      if (!hasSeries(family, slot, family.temporality)) continue;
      const { name, host, tags } = identityOf(family.metric, slot, settings);
      const status = family.values[slot]! > 0 ? OK : CRITICAL;
      checks.push({ check: name, host_name: host, status, tags, timestamp });
    }
  }
  return checks;
}
