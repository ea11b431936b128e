import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Labels } from '../labels/label-schema.ts';

/**
 * Everything that a service needs to record, and everything that a mock must implement. No method throws, waits or does I/O;
 * input that cannot be recorded is dropped and counted.
 */
export interface MetricsRecorder {
  /** Adds `value` to a counter: 0 or more, 1 by default. */
  recordCounter(name: string, value?: number, labels?: Labels): void;
  /** Sets a gauge, or the running total of an up-down counter. */
  setGauge(name: string, value: number, labels?: Labels): void;
  /** Adds one observation to a histogram. */
  recordHistogram(name: string, value: number, labels?: Labels): void;
}

/**
 * A destination of metrics. A class with only this interface is a *receiving* backend: the fan-out calls it for each record,
 * inside a guard. A backend that reads the aggregate instead implements `CollectingBackend`.
 */
export interface MetricsBackendPort extends MetricsRecorder {
  /** Unique in a fan-out. */
  readonly name: string;
  /** Called once for each metric, before its first record. */
  initializeMetric?(definition: MetricDefinition): void;
  /** The metrics in the backend's own format, as it exposes or would send them. */
  getMetricsOutput(): string | Promise<string>;
  /** The media type of that output. */
  getContentType(): string;
  /** Opens the port or starts the interval. Rejects on a local fault; an unreachable receiver is not one. */
  start?(): Promise<unknown>;
  /** Delivers what is pending. Rejects if it could not. */
  flush?(deadlineSeconds?: number): Promise<unknown>;
  /** Flushes, then releases every resource. */
  shutdown?(deadlineSeconds?: number): Promise<unknown>;
}
