import type { Diagnostics, Scheduler } from '@bot-metrics/core';
import { errorText } from '@bot-metrics/core';
import type { Settings } from './config/schema/root-options.ts';

/** Attributes by which receivers identify the service and the process. */
export type Resource = Readonly<Record<string, string | number | boolean>>;

/**
 * Configured attributes override detected ones, and these override the defaults.
 * Source: https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function mergeResource(
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
  const configured = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    'service.name': 'unknown_service:node',
    ...detected,
    ...resource,
    ...Object.fromEntries(configured),
  };
}

/** The part of OpenTelemetry's `ResourceDetector` that the SDK uses. An attribute is a value or a promise of one. */
export interface ResourceDetector {
  detect(): { readonly attributes?: Readonly<Record<string, unknown>> };
}

/** Long enough for the metadata service of a cloud, short enough for the start of a service. */
const DEADLINE_SECONDS = 2;

/**
 * Runs the detectors; a later one overrides an earlier one. Attributes that are neither text, numbers nor booleans are ignored.
 * Never rejects: an attribute that fails, or takes longer than 2 s, is left out and reported.
 */
export async function detectResource(
  detectors: readonly ResourceDetector[],
  diagnostics: Diagnostics,
  scheduler: Scheduler,
): Promise<Resource> {
  const report = (what: string, error: unknown): void => {
    const reason = errorText(error);
    const message = `resourceDetectors: ${what}: ${reason}; set the attribute in "resource", or remove the detector`;
    diagnostics.report({ code: 'resource_not_detected', message, severity: 'warn' });
  };
  const attributes = detectors.flatMap((detector) => {
    try {
      return Object.entries(detector.detect().attributes ?? {});
    } catch (error) {
      report('a detector failed', error);
      return [];
    }
  });
  let expire = (): void => {};
  const deadline = new Promise<never>((_, reject) => {
    expire = scheduler.after(DEADLINE_SECONDS, () => reject(new Error(`no result within ${DEADLINE_SECONDS} s`)));
  });
  const settled = await Promise.allSettled(attributes.map(([, value]) => Promise.race([value, deadline])));
  expire();
  return Object.fromEntries(
    settled.flatMap((outcome, index) => {
      const name = attributes[index]?.[0] ?? '';
      if (outcome.status === 'fulfilled') return isScalar(outcome.value) ? [[name, outcome.value]] : [];
      report(`${name} was not detected`, outcome.reason);
      return [];
    }),
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
