import { errorText } from '../../diagnostics/error-text.ts';
import type { Clock, Scheduler } from '../../time/clock.ts';
import { withTimeout } from '../../time/deadline.ts';
import type { HealthCheckOptions, HealthCheckResult, HealthStatus, Probe } from './health-report.ts';

/** Fails by throwing, by rejecting, by returning `false`, or by not settling within its timeout. */
export type Check = (signal: AbortSignal) => unknown;

/** Called after each run, for the metrics of the service. */
export type OnResult = (result: HealthCheckResult, durationSeconds: number) => void;

/** One check: it runs once at a time, with a timeout, and its result is reused for a while. */
export class HealthCheck {
  readonly name: string;
  readonly probes: readonly Probe[];
  readonly #check: Check;
  readonly #options: HealthCheckOptions;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #onResult: OnResult;
  #running: Promise<HealthCheckResult> | undefined;
  #pending: Promise<unknown> | undefined;
  #result: HealthCheckResult | undefined;
  #ranAt = 0;
  #failuresInRow = 0;

  constructor(
    name: string,
    check: Check,
    options: HealthCheckOptions,
    context: { clock: Clock; scheduler: Scheduler; onResult: OnResult },
  ) {
    this.name = name;
    this.probes = options.probes ?? ['readiness', 'startup'];
    this.#check = check;
    this.#options = options;
    this.#clock = context.clock;
    this.#scheduler = context.scheduler;
    this.#onResult = context.onResult;
  }

  /** The last result, `undefined` before the first run. */
  get result(): HealthCheckResult | undefined {
    return this.#result;
  }

  /** Monotonic seconds of the last result. */
  get ranAt(): number {
    return this.#ranAt;
  }

  get status(): HealthStatus {
    if (this.#result?.isHealthy === true) return 'pass';
    const failed = this.#failuresInRow >= (this.#options.failAfter ?? 1);
    return failed && (this.#options.critical ?? true) ? 'fail' : 'warn';
  }

  /** Returns the last result if it is recent, or else that of the current or a new run. Never rejects. */
  run(): Promise<HealthCheckResult> {
    const age = this.#clock.monotonicSeconds() - this.#ranAt;
    if (this.#result !== undefined && age < (this.#options.ttl ?? 1)) return Promise.resolve(this.#result);
    this.#running ??= this.#runNow().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runNow(): Promise<HealthCheckResult> {
    const started = this.#clock.monotonicSeconds();
    const message = await this.#findFailure();
    this.#ranAt = this.#clock.monotonicSeconds();
    this.#failuresInRow = message === undefined ? 0 : this.#failuresInRow + 1;
    const timestamp = new Date(this.#clock.wallSeconds() * 1000);
    this.#result = {
      checkName: this.name,
      isHealthy: message === undefined,
      ...(message === undefined ? {} : { message }),
      timestamp,
    };
    this.#onResult(this.#result, this.#ranAt - started);
    return this.#result;
  }

  /** A check that is still running after its timeout is not started again; the next run waits for the same result. */
  #start(signal: AbortSignal): Promise<unknown> {
    const pending = (async () => this.#check(signal))();
    const settle = (): void => {
      this.#pending = undefined;
    };
    pending.then(settle, settle);
    return pending;
  }

  /** The reason of a failure, `undefined` on success. */
  async #findFailure(): Promise<string | undefined> {
    const seconds = this.#options.timeout ?? 5;
    try {
      const answer = await withTimeout(seconds, this.#scheduler, (signal) => {
        this.#pending ??= this.#start(signal);
        return this.#pending;
      });
      return answer === false ? 'the check returned false' : undefined;
    } catch (error) {
      return errorText(error);
    }
  }
}
