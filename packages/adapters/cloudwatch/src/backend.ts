import { type BackendDeclaration, defineBackend } from '@bot-metrics/core/options';
import { CloudWatchMetricsBackend } from './cloudwatch-metrics-backend.ts';
import { check, options } from './options.ts';

/** Declares `type: cloudwatch` of a configuration. */
export const backend: BackendDeclaration<typeof options> = defineBackend({
  type: 'cloudwatch',
  options,
  check,
  create: (given, context) => new CloudWatchMetricsBackend({ ...given, ...context }),
});
