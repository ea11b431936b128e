import { type ExposedLabels, exposedLabels } from './labels.ts';

/** What `job` and `instance` say already: OpenTelemetry, "Prometheus and OpenMetrics Compatibility", resource attributes. */
const saidByTarget = new Set(['service.name', 'service.namespace', 'service.instance.id']);

/** The labels of `target_info`; empty if nothing is left to tell. */
export function resourceLabels(
  resource: Readonly<Record<string, string | number | boolean>>,
  labelName: (name: string) => string,
): ExposedLabels {
  const told = Object.entries(resource).filter(([name, value]) => !saidByTarget.has(name) && value !== '');
  return exposedLabels(
    told.map(([name, value]) => [name, String(value)] as const),
    labelName,
  );
}
