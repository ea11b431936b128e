import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { MetricsRecorder } from './metrics-recorder.ts';

/**
 * A place that metrics go to. A class with just this interface is a *receiving* backend: the fan-out calls it for each
 * record, inside a guard. One that reads the aggregate instead implements `CollectingBackend`.
 */
export interface MetricsBackendPort extends MetricsRecorder {
  /** Unique in a fan-out. */
  readonly name: string;
  /** Told once for each metric before its first record. */
  initializeMetric?(definition: MetricDefinition): void;
  /** What would be, or is, exposed or sent, in the backend's own format. */
  getMetricsOutput(): string | Promise<string>;
  /** The media type of that output. */
  getContentType(): string;
  /** Opens its port, starts its interval. Rejects on a local fault; an unreachable receiver is not one. */
  start?(): Promise<unknown>;
  /** Delivers what is pending; rejects when it could not. */
  flush?(deadlineSeconds?: number): Promise<unknown>;
  /** Flushes, then releases every resource. */
  shutdown?(deadlineSeconds?: number): Promise<unknown>;
}
