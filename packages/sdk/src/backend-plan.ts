import { isDeepStrictEqual } from 'node:util';
import { BotMetricsError, type Diagnostics, type MetricsBackendPort } from '@bot-metrics/core';
import { configurationError, type Problem } from '@bot-metrics/core/options';
import { findMountPath } from './admin/admin-server.ts';
import { isBackend, mapValues } from './config/config-tree.ts';
import type { ConfiguredBackend, LoadedConfig } from './config/load-config.ts';
import { Secret } from './config/secret.ts';
import { mergeResource, type Resource } from './resource.ts';

/** The configured backends by name, created but not started. */
export type BackendPlan = ReadonlyMap<string, PlannedBackend>;

/** A backend that a configuration describes, created but not started. */
export interface PlannedBackend {
  readonly backend: MetricsBackendPort;
  /** Creates the backend again, because one that was shut down cannot start again. */
  readonly recreate: () => Promise<MetricsBackendPort>;
  /** Equal for two backends with the same configuration. */
  readonly identity: unknown;
  /** The path of its page on the admin server, if it would listen on the same address. */
  readonly mountedAt?: string;
}

/**
 * Creates the configured backends.
 * @param detected resource attributes, which the configuration overrides
 * @throws BotMetricsError `invalid_configuration` with all problems of all backends
 */
export async function planBackends(
  { settings, backends, sources }: LoadedConfig,
  detected: Resource,
  diagnostics: Diagnostics,
): Promise<BackendPlan> {
  const resource = mergeResource(settings, detected);
  const plan = new Map<string, PlannedBackend>();
  const problems: Problem[] = [];
  for (const [name, configured] of backends) {
    if (isBackend(configured)) {
      plan.set(name, { backend: configured, recreate: async () => configured, identity: configured });
      continue;
    }
    const { declaration } = configured;
    const mountedAt = findMountPath(configured, settings.admin);
    const options = mountedAt === undefined ? configured.options : { ...configured.options, listen: false };
    const recreate = async (): Promise<MetricsBackendPort> =>
      declaration.create(options, { name, resource, diagnostics });
    try {
      const planned = {
        backend: await recreate(),
        recreate,
        identity: { ...createIdentity(configured), mountedAt, resource },
      };
      plan.set(name, mountedAt === undefined ? planned : { ...planned, mountedAt });
    } catch (error) {
      if (!(error instanceof BotMetricsError) || error.problems.length === 0) throw error;
      for (const { path, text } of error.problems) {
        const full = ['backends', name, ...path];
        problems.push({ path: full, text, where: sources.where(full) });
      }
    }
  }
  if (problems.length > 0) throw configurationError(problems);
  return plan;
}

/** Whether both have the same configuration. */
export function isSameBackend(one: PlannedBackend | undefined, other: PlannedBackend | undefined): boolean {
  if (isBackend(one?.identity) || isBackend(other?.identity)) return one?.identity === other?.identity;
  return isDeepStrictEqual(one?.identity, other?.identity);
}

function createIdentity({ shown }: ConfiguredBackend): object {
  return mapValues(shown, (value) => (value instanceof Secret ? value.fingerprint : value));
}
