import { type BackendDeclaration, defineBackend } from '@bot-metrics/core/options';
import { DatadogMetricsBackend } from './datadog-metrics-backend.ts';
import { check, options } from './options.ts';

/** Declares `type: datadog` of a configuration. */
export const backend: BackendDeclaration<typeof options> = defineBackend({
  type: 'datadog',
  options,
  check,
  create: (given, context) => new DatadogMetricsBackend({ ...given, ...context }),
});
