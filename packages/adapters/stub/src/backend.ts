import { type BackendDeclaration, defineBackend } from '@bot-metrics/core/options';
import { StubMetricsBackend } from './stub-metrics-backend.ts';

/** Declares `type: stub` of a configuration. */
export const backend: BackendDeclaration<Record<never, never>> = defineBackend({
  type: 'stub',
  options: {},
  create: (_options, { name }) => new StubMetricsBackend({ name }),
});
