import type { Settings } from './config/settings.ts';

/** Attributes that tell receivers which service and process the metrics are of. */
export type Resource = Readonly<Record<string, string | number | boolean>>;

/**
 * What is configured goes before what was detected, and this before the defaults.
 * Source: https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function resourceOf({ service = {}, resource = {} }: Settings, detected: Resource): Resource {
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
