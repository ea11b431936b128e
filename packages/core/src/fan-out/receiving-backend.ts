import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { Clock } from '../ports/clock.ts';
import type { Diagnostics } from '../ports/diagnostics.ts';
import type { MetricsBackendPort } from '../ports/metrics-backend-port.ts';
import type { MetricsRecorder } from '../ports/metrics-recorder.ts';
import type { Account } from '../store/account.ts';
import { DropCounts, type DropReason } from '../store/drop-reason.ts';
import type { RecordSink } from '../store/stored-metric.ts';

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
export class ReceivingBackend implements RecordSink {
  readonly #recorder: MetricsRecorder & Partial<Pick<MetricsBackendPort, 'name' | 'initializeMetric'>>;
  readonly #surroundings: Surroundings;
  readonly #doorBefore: DropCounts;
  readonly #dropped = new DropCounts();
  #offered = 0;
  #delivered = 0;
  #failuresInRow = 0;
  #openUntil = 0;

  constructor(recorder: MetricsRecorder, surroundings: Surroundings) {
    this.#recorder = recorder;
    this.#surroundings = surroundings;
    this.#doorBefore = surroundings.dropped.copy();
  }

  initializeMetric(definition: MetricDefinition): void {
    try {
      this.#recorder.initializeMetric?.(definition);
    } catch (error) {
      this.#report('initialize_failed', `threw when metric "${definition.name}" was defined`, 'warn', error);
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
    return { offered, delivered: this.#delivered, pending: 0, dropped: dropped.toObject(), ambiguous: 0 };
  }

  #admits(): boolean {
    this.#offered += 1;
    if (this.#openUntil === 0) return true;
    if (this.#surroundings.clock.monotonicSeconds() >= this.#openUntil) return true;
    this.#drop('breaker');
    return false;
  }

  /** @param result nothing, by the port; a promise where an `async` method implements it */
  #done(result: unknown): void {
    if (result instanceof Promise) result.catch((error: unknown) => this.#rejected(error));
    this.#delivered += 1;
    if (this.#openUntil !== 0) {
      this.#openUntil = 0;
      this.#report('backend_recovered', 'takes records again', 'info');
    }
    this.#failuresInRow = 0;
  }

  #rejected(error: unknown): void {
    this.#delivered -= 1;
    this.#failed(error);
  }

  #failed(error: unknown): void {
    this.#drop('failed');
    this.#failuresInRow += 1;
    if (this.#failuresInRow < FAILURES_TO_OPEN) return;
    if (this.#openUntil === 0) {
      this.#report(
        'backend_failing',
        `threw ${FAILURES_TO_OPEN} times in a row and is left alone for ${OPEN_SECONDS} s at a time`,
        'error',
        error,
      );
    }
    this.#openUntil = this.#surroundings.clock.monotonicSeconds() + OPEN_SECONDS;
  }

  #drop(reason: DropReason): void {
    this.#dropped.add(reason);
  }

  #report(code: string, what: string, severity: 'info' | 'warn' | 'error', cause?: unknown): void {
    const name = this.#recorder.name ?? 'the recorder';
    this.#surroundings.diagnostics.report({ code, message: `backend "${name}" ${what}`, severity, cause });
  }
}
