import { isDeepStrictEqual } from 'node:util';
import { BotMetricsError, type Diagnostics, type MetricsBackendPort } from '@bot-metrics/core';
import { pathOnAdminServer } from './admin/path-on-admin-server.ts';
import { makeBackend } from './backends.ts';
import { isBackend } from './config/config-tree.ts';
import type { LoadedConfig } from './config/load-config.ts';
import { configurationError, type Problem } from './config/problem.ts';
import { revealed } from './config/secrets.ts';
import { viewProblems } from './config/view-problems.ts';
import { type Resource, resourceOf } from './resource.ts';

/** The configured backends by name, made but not started. */
export type BackendPlan = ReadonlyMap<string, PlannedBackend>;

export interface PlannedBackend {
  readonly backend: MetricsBackendPort;
  /** A new one of the same configuration, as one that was shut down need not start again. */
  readonly remake: () => Promise<MetricsBackendPort>;
  /** Equal for two backends of one configuration. */
  readonly identity: unknown;
  /** Where its page is on the admin server, for a backend that would listen on the same address. */
  readonly mountedAt?: string;
}

/**
 * @param detected attributes of the resource that are not configured
 * @throws BotMetricsError `invalid_configuration` with every problem that is known and that the backends find, or
 * `missing_package`
 */
export async function planBackends(
  { settings, problems: known, sources }: LoadedConfig,
  detected: Resource,
  diagnostics: Diagnostics,
): Promise<BackendPlan> {
  const resource = resourceOf(settings, detected);
  const plan = new Map<string, PlannedBackend>();
  const problems: Problem[] = [...known, ...viewProblems(settings.views ?? [], sources)];
  for (const [name, configured] of Object.entries(settings.backends ?? {})) {
    const path = ['backends', name];
    if (isBackend(configured)) {
      plan.set(name, { backend: configured, remake: async () => configured, identity: configured });
      if (configured.name === name) continue;
      const text = `the backend is called "${configured.name}"; give it the name "${name}", or this key its name`;
      problems.push({ path, where: sources.where(path), text });
      continue;
    }
    const mountedAt = pathOnAdminServer(configured, settings.admin);
    const made = mountedAt === undefined ? configured : { ...configured, listen: false };
    const remake = (): Promise<MetricsBackendPort> => makeBackend(made, { name, resource, diagnostics });
    try {
      const planned = { backend: await remake(), remake, identity: { ...revealed(made), resource } };
      plan.set(name, mountedAt === undefined ? planned : { ...planned, mountedAt });
    } catch (error) {
      if (!(error instanceof BotMetricsError) || error.code !== 'invalid_configuration') throw error;
      for (const line of error.message.split('\n')) {
        const [, option, text] = /^(\w+): (.*)$/.exec(line) ?? [];
        const place = option === undefined ? path : [...path, option];
        problems.push({ path: place, where: sources.where(place), text: text ?? line });
      }
    }
  }
  if (problems.length > 0) throw configurationError(problems);
  return plan;
}

export function isSameBackend(one: PlannedBackend | undefined, other: PlannedBackend | undefined): boolean {
  if (isBackend(one?.identity) || isBackend(other?.identity)) return one?.identity === other?.identity;
  return isDeepStrictEqual(one?.identity, other?.identity);
}
