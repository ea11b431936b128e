import { type BackendDeclaration, defineBackend } from '@bot-metrics/core/options';
import { check, options } from './options.ts';
import { StatsdMetricsBackend } from './statsd-metrics-backend.ts';

/** Declares `type: statsd` of a configuration. */
export const backend: BackendDeclaration<typeof options> = defineBackend({
  type: 'statsd',
  options,
  check,
  create: (given, { name, diagnostics, exemplars }) =>
    new StatsdMetricsBackend({ ...given, name, diagnostics, ...(exemplars && { exemplars }) }),
});
