import {
  type AttachOptions,
  BotMetricsError,
  type MetricsBackendPort,
  MultiMetricsBackend,
  type MultiMetricsBackendOptions,
} from '@bot-metrics/core';
import type { RequestHandler } from '@bot-metrics/prometheus/server';
import { type BackendPlan, isSameBackend, type PlannedBackend } from './backend-plan.ts';

/** For what has started when something else could not. */
const ROLLBACK_SECONDS = 2;

type Failure = readonly [name: string, error: unknown];

/** The fan-out, kept in line with the configuration. */
export class ConfiguredBackends {
  readonly fanOut: MultiMetricsBackend;
  readonly #running: Map<string, PlannedBackend>;
  #isClosed = false;

  constructor(plan: BackendPlan, options: MultiMetricsBackendOptions) {
    const backends = [...plan.values()].map(({ backend }) => backend);
    this.fanOut = new MultiMetricsBackend(backends, options);
    this.#running = new Map(plan);
  }

  /** Those of the configuration as it is now. */
  *running(): Generator<MetricsBackendPort> {
    for (const { backend } of this.#running.values()) yield backend;
  }

  /** The pages that are mounted on the admin server, by their paths. */
  *pages(): Generator<[path: string, handler: RequestHandler]> {
    for (const { backend, mountedAt } of this.#running.values()) {
      if (mountedAt !== undefined && 'handler' in backend) yield [mountedAt, backend.handler as RequestHandler];
    }
  }

  /** Starts all backends, or none: rejects with what one of them failed with after the others were shut down. */
  async start(): Promise<void> {
    const report = await this.fanOut.start();
    const failures = Object.entries(report).flatMap(([name, outcome]): Failure[] =>
      outcome.ok ? [] : [[name, outcome.error]],
    );
    if (failures.length === 0) return;
    await this.fanOut.shutdown(ROLLBACK_SECONDS);
    throw startError(failures);
  }

  /**
   * Takes out what is gone or has changed, then adds what is new or has changed, so that a port can pass from one backend
   * to another. One that does not start gives way to its predecessor; the rest of the change is made, then it rejects.
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
        await this.#bringBack(name, former.get(name));
      }
    }
    if (failures.length > 0) throw startError(failures);
  }

  close(): void {
    this.#isClosed = true;
  }

  async #add(name: string, planned: PlannedBackend, options: AttachOptions): Promise<void> {
    this.#checkOpen();
    await this.fanOut.add(planned.backend, options);
    this.#running.set(name, planned);
    if (!this.#isClosed) return;
    // It started while the others were shut down.
    await this.fanOut.remove(name);
    this.#checkOpen();
  }

  async #bringBack(name: string, former: PlannedBackend | undefined): Promise<void> {
    if (former === undefined || this.#isClosed) return;
    try {
      await this.#add(name, { ...former, backend: await former.remake() }, { from: 'former' });
    } catch {
      // The failure that made it necessary is the one to report.
    }
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    throw new BotMetricsError('closed', 'the instance is shut down; make another one with createBotMetrics()');
  }
}

/** One error for all, with the code of the first that has one; an error of a backend of the user's own stays itself. */
function startError(failures: readonly Failure[]): unknown {
  const coded = failures.map(([, error]) => error).find((error) => error instanceof BotMetricsError);
  if (coded === undefined) return failures[0]?.[1];
  const lines = failures.map(
    ([name, error]) => `backends.${name}: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new BotMetricsError(coded.code, lines.join('\n'), { cause: coded });
}
