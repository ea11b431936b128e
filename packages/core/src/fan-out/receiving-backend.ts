import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { MetricsBackendPort, MetricsRecorder } from '../ports/metrics-backend-port.ts';
import type { Account } from '../snapshot/account.ts';
import { DropCounts } from '../snapshot/account.ts';
import type { Clock } from '../time/clock.ts';

/** Failures in a row after which the circuit breaker opens. */
const MAX_FAILURES = 5;
/** Seconds until the backend is tried again. */
const OPEN_SECONDS = 30;

/** What the guard needs from the store. */
interface ReceivingContext {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  /** Records that reached no series, of the metrics that the backend sees. */
  readonly dropped: DropCounts;
}

/**
 * Calls a backend for each record, inside a guard: its exceptions reach neither the caller nor another backend, and a circuit
 * breaker suspends a backend that keeps throwing.
 */
export class ReceivingBackend implements MetricsRecorder {
  readonly #recorder: MetricsRecorder & Partial<Pick<MetricsBackendPort, 'name' | 'initializeMetric'>>;
  readonly #context: ReceivingContext;
  readonly #droppedBefore: DropCounts;
  readonly #dropped = new DropCounts();
  #offered = 0;
  #delivered = 0;
  /** Records passed to an `async` method that has not settled yet. */
  #pending = 0;
  #failuresInRow = 0;
  #openUntil = 0;

  constructor(recorder: MetricsRecorder, context: ReceivingContext) {
    this.#recorder = recorder;
    this.#context = context;
    this.#droppedBefore = context.dropped.copy();
  }

  get name(): string {
    return this.#recorder.name ?? 'the recorder';
  }

  initializeMetric(definition: MetricDefinition): void {
    const fail = (error: unknown): void => {
      this.#report('initialize_failed', `failed to initialize metric "${definition.name}"`, 'warn', error);
    };
    try {
      const result: unknown = this.#recorder.initializeMetric?.(definition);
      if (result instanceof Promise) result.catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  recordCounter(name: string, value: number, labels: Labels): void {
    if (!this.#admit()) return;
    try {
      this.#await(this.#recorder.recordCounter(name, value, labels));
    } catch (error) {
      this.#fail(error);
    }
  }

  setGauge(name: string, value: number, labels: Labels): void {
    if (!this.#admit()) return;
    try {
      this.#await(this.#recorder.setGauge(name, value, labels));
    } catch (error) {
      this.#fail(error);
    }
  }

  recordHistogram(name: string, value: number, labels: Labels): void {
    if (!this.#admit()) return;
    try {
      this.#await(this.#recorder.recordHistogram(name, value, labels));
    } catch (error) {
      this.#fail(error);
    }
  }

  account(): Account {
    const dropped = this.#context.dropped.copy(this.#droppedBefore);
    const offered = this.#offered + dropped.total;
    dropped.addAll(this.#dropped);
    return { offered, delivered: this.#delivered, pending: this.#pending, dropped: dropped.toObject(), ambiguous: 0 };
  }

  #admit(): boolean {
    this.#offered += 1;
    if (this.#openUntil === 0 || this.#context.clock.monotonicSeconds() >= this.#openUntil) return true;
    this.#dropped.add('breaker');
    return false;
  }

  /** @param result `undefined`, or a promise where the backend's method is `async` */
  #await(result: unknown): void {
    if (!(result instanceof Promise)) return this.#deliver();
    this.#pending += 1;
    result.then(
      () => {
        this.#pending -= 1;
        this.#deliver();
      },
      (error: unknown) => {
        this.#pending -= 1;
        this.#fail(error);
      },
    );
  }

  #deliver(): void {
    this.#delivered += 1;
    this.#failuresInRow = 0;
    if (this.#openUntil === 0) return;
    this.#openUntil = 0;
    this.#report('backend_recovered', 'accepts records again', 'info');
  }

  #fail(error: unknown): void {
    this.#dropped.add('failed');
    this.#failuresInRow += 1;
    if (this.#failuresInRow < MAX_FAILURES) return;
    if (this.#openUntil === 0) {
      this.#report(
        'backend_failing',
        `failed ${MAX_FAILURES} times in a row; it gets no records for ${OPEN_SECONDS} s, then it is tried again`,
        'error',
        error,
      );
    }
    this.#openUntil = this.#context.clock.monotonicSeconds() + OPEN_SECONDS;
  }

  #report(code: string, what: string, severity: 'info' | 'warn' | 'error', cause?: unknown): void {
    this.#context.diagnostics.report({ code, message: `backend "${this.name}" ${what}`, severity, cause });
  }
}
