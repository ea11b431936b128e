import { type BackendDeclaration, defineBackend } from '@bot-metrics/core/options';
import { options } from './options.ts';
import { PrometheusMetricsBackend } from './prometheus-metrics-backend.ts';

/** Declares `type: prometheus` of a configuration. */
export const backend: BackendDeclaration<typeof options> = defineBackend({
  type: 'prometheus',
  options,
  create: (given, context) => new PrometheusMetricsBackend({ ...given, ...context }),
});
