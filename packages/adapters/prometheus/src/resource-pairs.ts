import { labelPairs } from './labels.ts';

/** What `job` and `instance` say already: OpenTelemetry, "Prometheus and OpenMetrics Compatibility", resource attributes. */
const saidByTarget = new Set(['service.name', 'service.namespace', 'service.instance.id']);

/** The labels of `target_info`; empty if nothing is left to tell. */
export function resourcePairs(resource: Readonly<Record<string, string | number | boolean>>): string {
  const told = Object.entries(resource).filter(([name, value]) => !saidByTarget.has(name) && value !== '');
  return labelPairs(
    told.map(([name, value]) => [name, String(value)] as const),
    false,
  );
}
