import { answerInTime } from '../../time/answer-in-time.ts';
import type { Clock, Scheduler } from '../../time/clock.ts';
import type { HealthCheckResult } from './health-check-result.ts';
import type { HealthCheckOptions, HealthStatus, Probe } from './health-report.ts';

export type Check = (signal: AbortSignal) => unknown;

/** What a run tells the service, for its metrics. */
export type OnResult = (result: HealthCheckResult, durationSeconds: number) => void;

/** One check: run at most once at a time, with a time-out, its result kept for a while. */
export class HealthCheck {
  readonly name: string;
  readonly probes: readonly Probe[];
  readonly #check: Check;
  readonly #options: HealthCheckOptions;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #onResult: OnResult;
  #running: Promise<HealthCheckResult> | undefined;
  #asked: Promise<unknown> | undefined;
  #result: HealthCheckResult | undefined;
  #ranAt = 0;
  #failuresInRow = 0;

  constructor(
    name: string,
    check: Check,
    options: HealthCheckOptions,
    surroundings: { clock: Clock; scheduler: Scheduler; onResult: OnResult },
  ) {
    this.name = name;
    this.probes = options.probes ?? ['readiness', 'startup'];
    this.#check = check;
    this.#options = options;
    this.#clock = surroundings.clock;
    this.#scheduler = surroundings.scheduler;
    this.#onResult = surroundings.onResult;
  }

  /** The last result; `undefined` before the first run, which is neither healthy nor not. */
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

  /** The kept result, the one of the run under way, or that of a new run. Never rejects. */
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
    const message = await this.#failure();
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

  /** A check that has not ended after its time-out is not begun again: the next run waits for the same answer. */
  #ask(signal: AbortSignal): Promise<unknown> {
    const asked = (async () => this.#check(signal))();
    const over = (): void => {
      this.#asked = undefined;
    };
    asked.then(over, over);
    return asked;
  }

  /** Why it failed; `undefined` when it did not. A check fails by throwing, or by answering `false`. */
  async #failure(): Promise<string | undefined> {
    const seconds = this.#options.timeout ?? 5;
    try {
      const answer = await answerInTime(seconds, this.#scheduler, (signal) => {
        this.#asked ??= this.#ask(signal);
        return this.#asked;
      });
      return answer === false ? 'the check answered false' : undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
