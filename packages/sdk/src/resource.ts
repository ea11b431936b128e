import type { Settings } from './config/schema/root-options.ts';

/** Attributes that identify the service and the process for receivers. */
export type Resource = Readonly<Record<string, string | number | boolean>>;

/**
 * Configured attributes override detected ones, and these override the defaults.
 * Source: https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function resourceOf(
  { service = {} as NonNullable<Settings['service']>, resource = {} }: Settings,
  detected: Resource,
): Resource {
  const named = {
    'service.name': service.name,
    'service.version': service.version,
    'service.namespace': service.namespace,
    'service.instance.id': service.instanceId,
    'deployment.environment.name': service.environment,
  };
  const given = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return {
    'service.name': 'unknown_service:node',
    ...detected,
    ...resource,
    ...Object.fromEntries(given),
  };
}
