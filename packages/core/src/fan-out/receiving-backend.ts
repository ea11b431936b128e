import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { MetricsBackendPort } from '../ports/metrics-backend-port.ts';
import type { MetricsRecorder } from '../ports/metrics-recorder.ts';
import type { Account } from '../snapshot/account.ts';
import { DropCounts } from '../snapshot/drop-reason.ts';
import type { Clock } from '../time/clock.ts';

/** Failures in a row after which a backend is left alone. */
const FAILURES_TO_OPEN = 5;
/** Seconds until it is tried again. */
const OPEN_SECONDS = 30;

/** What the guard needs of the store it stands at. */
interface Surroundings {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly dropped: DropCounts;
}

/**
 * A backend that is called for each record, inside a guard: what it throws reaches neither the caller nor another
 * backend, and one that keeps throwing is taken out for a while by a circuit breaker.
 */
export class ReceivingBackend implements MetricsRecorder {
  readonly #recorder: MetricsRecorder & Partial<Pick<MetricsBackendPort, 'name' | 'initializeMetric'>>;
  readonly #surroundings: Surroundings;
  readonly #doorBefore: DropCounts;
  readonly #dropped = new DropCounts();
  #offered = 0;
  #delivered = 0;
  /** Given to an `async` method that has not settled yet. */
  #pending = 0;
  #failuresInRow = 0;
  #openUntil = 0;

  constructor(recorder: MetricsRecorder, surroundings: Surroundings) {
    this.#recorder = recorder;
    this.#surroundings = surroundings;
    this.#doorBefore = surroundings.dropped.copy();
  }

  get name(): string {
    return this.#recorder.name ?? 'the recorder';
  }

  initializeMetric(definition: MetricDefinition): void {
    const failed = (error: unknown): void => {
      this.#report('initialize_failed', `failed when metric "${definition.name}" was defined`, 'warn', error);
    };
    try {
      const result: unknown = this.#recorder.initializeMetric?.(definition);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  recordCounter(name: string, value: number, labels: Labels): void {
    if (!this.#admits()) return;
    try {
      this.#done(this.#recorder.recordCounter(name, value, labels));
    } catch (error) {
      this.#failed(error);
    }
  }

  setGauge(name: string, value: number, labels: Labels): void {
    if (!this.#admits()) return;
    try {
      this.#done(this.#recorder.setGauge(name, value, labels));
    } catch (error) {
      this.#failed(error);
    }
  }

  recordHistogram(name: string, value: number, labels: Labels): void {
    if (!this.#admits()) return;
    try {
      this.#done(this.#recorder.recordHistogram(name, value, labels));
    } catch (error) {
      this.#failed(error);
    }
  }

  account(): Account {
    const dropped = this.#surroundings.dropped.copy(this.#doorBefore);
    const offered = this.#offered + dropped.total;
    dropped.addAll(this.#dropped);
    return { offered, delivered: this.#delivered, pending: this.#pending, dropped: dropped.toObject(), ambiguous: 0 };
  }

  #admits(): boolean {
    this.#offered += 1;
    if (this.#openUntil === 0 || this.#surroundings.clock.monotonicSeconds() >= this.#openUntil) return true;
    this.#dropped.add('breaker');
    return false;
  }

  /** @param result nothing, by the port; a promise where an `async` method implements it */
  #done(result: unknown): void {
    if (!(result instanceof Promise)) return this.#delivers();
    this.#pending += 1;
    result.then(
      () => {
        this.#pending -= 1;
        this.#delivers();
      },
      (error: unknown) => {
        this.#pending -= 1;
        this.#failed(error);
      },
    );
  }

  #delivers(): void {
    this.#delivered += 1;
    this.#failuresInRow = 0;
    if (this.#openUntil === 0) return;
    this.#openUntil = 0;
    this.#report('backend_recovered', 'takes records again', 'info');
  }

  #failed(error: unknown): void {
    this.#dropped.add('failed');
    this.#failuresInRow += 1;
    if (this.#failuresInRow < FAILURES_TO_OPEN) return;
    if (this.#openUntil === 0) {
      this.#report(
        'backend_failing',
        `failed ${FAILURES_TO_OPEN} times in a row and is left alone for ${OPEN_SECONDS} s at a time`,
        'error',
        error,
      );
    }
    this.#openUntil = this.#surroundings.clock.monotonicSeconds() + OPEN_SECONDS;
  }

  #report(code: string, what: string, severity: 'info' | 'warn' | 'error', cause?: unknown): void {
    this.#surroundings.diagnostics.report({ code, message: `backend "${this.name}" ${what}`, severity, cause });
  }
}
