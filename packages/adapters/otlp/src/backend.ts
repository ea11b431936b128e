import { type BackendDeclaration, defineBackend } from '@bot-metrics/core/options';
import { check, options } from './options.ts';
import { OtlpMetricsBackend } from './otlp-metrics-backend.ts';

/** Declares `type: otlp` of a configuration. */
export const backend: BackendDeclaration<typeof options> = defineBackend({
  type: 'otlp',
  options,
  check,
  create: (given, context) => new OtlpMetricsBackend({ ...given, ...context }),
});
