import type { Diagnostics, Scheduler } from '@bot-metrics/core';
import type { Resource } from './resource.ts';

/** OpenTelemetry's `ResourceDetector`, as far as it is used: attributes are values, or promises of them. */
export interface ResourceDetector {
  detect(): { readonly attributes?: Readonly<Record<string, unknown>> };
}

/** Long enough for the metadata service of a cloud, short enough for the start of a service. */
const DEADLINE_SECONDS = 2;

/**
 * What the detectors find; where two find the same, the later one counts. Only text, numbers, true and false are kept. Never
 * rejects: what fails or is not there after 2 s is left out and reported.
 */
export async function detectResource(
  detectors: readonly ResourceDetector[],
  diagnostics: Diagnostics,
  scheduler: Scheduler,
): Promise<Resource> {
  const report = (what: string, why: unknown): void => {
    const reason = why instanceof Error ? why.message : String(why);
    const message = `resource: ${what} is not detected: ${reason}; name it in "resource", or leave its detector out`;
    diagnostics.report({ code: 'resource_not_detected', message, severity: 'warn' });
  };
  const attributes = detectors.flatMap((detector) => {
    try {
      return Object.entries(detector.detect().attributes ?? {});
    } catch (error) {
      report('what a detector knows', error);
      return [];
    }
  });
  let expire = (): void => {};
  const deadline = new Promise<never>((_, reject) => {
    expire = scheduler.after(DEADLINE_SECONDS, () => reject(new Error(`no answer within ${DEADLINE_SECONDS} s`)));
  });
  const settled = await Promise.allSettled(attributes.map(([, value]) => Promise.race([value, deadline])));
  expire();
  return Object.fromEntries(
    settled.flatMap((outcome, index) => {
      const name = attributes[index]?.[0] ?? '';
      if (outcome.status === 'fulfilled') return isScalar(outcome.value) ? [[name, outcome.value]] : [];
      report(name, outcome.reason);
      return [];
    }),
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
