import {
  BotMetricsError,
  type Diagnostics,
  errorText,
  type MetricsBackendPort,
  MultiMetricsBackend,
  type MultiMetricsBackendOptions,
} from '@bot-metrics/core';
import type { AttachOptions } from '@bot-metrics/core/backend';
import type { RequestHandler } from '@bot-metrics/server';
import { type BackendPlan, isSameBackend, type PlannedBackend } from './backend-plan.ts';

/** The deadline for stopping started backends after another one failed to start. */
const ROLLBACK_SECONDS = 2;

type Failure = readonly [name: string, error: unknown];

/** The fan-out and the running backends of the configuration. */
export class ConfiguredBackends {
  readonly fanOut: MultiMetricsBackend;
  readonly #running: Map<string, PlannedBackend>;
  #isClosed = false;

  constructor(plan: BackendPlan, options: MultiMetricsBackendOptions) {
    const backends = [...plan.values()].map(({ backend }) => backend);
    this.fanOut = new MultiMetricsBackend(backends, options);
    this.#running = new Map(plan);
  }

  /** The backends of the current configuration. */
  *running(): Generator<MetricsBackendPort> {
    for (const { backend } of this.#running.values()) yield backend;
  }

  /** The handlers of pages on the admin server, by path. */
  *pages(): Generator<[path: string, handler: RequestHandler]> {
    for (const { backend, mountedAt } of this.#running.values()) {
      if (mountedAt !== undefined && 'handler' in backend) yield [mountedAt, backend.handler as RequestHandler];
    }
  }

  /**
   * Starts all backends. If one fails, it shuts the others down and rejects. With `diagnostics`, it reports and removes the failed
   * backend instead, and `change` tries again.
   */
  async start(diagnostics?: Diagnostics): Promise<void> {
    const report = await this.fanOut.start();
    const failures = Object.entries(report).flatMap(([name, outcome]): Failure[] =>
      outcome.ok ? [] : [[name, outcome.error]],
    );
    if (failures.length === 0) return;
    if (diagnostics === undefined) {
      await this.fanOut.shutdown(ROLLBACK_SECONDS);
      throw createStartError(failures);
    }
    for (const [name, cause] of failures) {
      await this.fanOut.remove(name);
      this.#running.delete(name);
      const message = `${formatFailure([name, cause])}; the other backends run, and reconfigure() or SIGHUP tries again`;
      diagnostics.report({ code: 'start_failed', message, severity: 'error', cause });
    }
  }

  /**
   * Removes backends that the plan changes or does not have, then adds changed and new ones, so that one backend can take over the
   * port of another. A backend that fails to start is replaced by its predecessor. The rest of the change is made before this
   * rejects.
   */
  async change(plan: BackendPlan): Promise<void> {
    this.#checkOpen();
    const former = new Map([...this.#running].filter(([name, running]) => !isSameBackend(running, plan.get(name))));
    for (const name of former.keys()) {
      await this.fanOut.remove(name);
      this.#running.delete(name);
    }
    const failures: Failure[] = [];
    for (const [name, planned] of plan) {
      if (this.#running.has(name)) continue;
      try {
        await this.#add(name, planned, former.has(name) ? { from: 'former' } : {});
      } catch (error) {
        failures.push([name, error]);
        await this.#restore(name, former.get(name));
      }
    }
    if (failures.length > 0) throw createStartError(failures);
  }

  close(): void {
    this.#isClosed = true;
  }

  async #add(name: string, planned: PlannedBackend, options: AttachOptions): Promise<void> {
    this.#checkOpen();
    await this.fanOut.add(planned.backend, options);
    this.#running.set(name, planned);
    if (!this.#isClosed) return;
    // The shutdown began while the backend started.
    await this.fanOut.remove(name);
    this.#checkOpen();
  }

  async #restore(name: string, former: PlannedBackend | undefined): Promise<void> {
    if (former === undefined || this.#isClosed) return;
    try {
      await this.#add(name, { ...former, backend: await former.recreate() }, { from: 'former' });
    } catch {
      // The first failure is reported; a second one adds nothing.
    }
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    throw new BotMetricsError('closed', 'the instance was shut down; create another one with createBotMetrics()');
  }
}

/** Combines the failures under the code of the first that has one. Without a code, the first error is thrown unchanged. */
function createStartError(failures: readonly Failure[]): unknown {
  const coded = failures.map(([, error]) => error).find((error) => error instanceof BotMetricsError);
  if (coded === undefined) return failures[0]?.[1];
  return new BotMetricsError(coded.code, failures.map(formatFailure).join('\n'), { cause: coded });
}

function formatFailure([name, error]: Failure): string {
  return `backends.${name}: ${errorText(error)}`;
}
