import type { Labels } from '../labels/label-schema.ts';

/**
 * All that a service needs to record, and all that a mock must have. No method throws, waits or does I/O; an input that
 * cannot be recorded is dropped and counted.
 */
export interface MetricsRecorder {
  /** Adds `value` (default 1, not negative) to a counter. */
  recordCounter(name: string, value?: number, labels?: Labels): void;
  /** Sets a gauge, or the running total of an up-down counter. */
  setGauge(name: string, value: number, labels?: Labels): void;
  /** Adds one observation to a distribution. */
  recordHistogram(name: string, value: number, labels?: Labels): void;
}
