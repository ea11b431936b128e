import type { Labels } from '../../labels/label-schema.ts';
import type { ExemplarSource } from '../columns/exemplar-columns.ts';

/** Why a series was removed: by the program, by an observable callback that no longer reports it, or by expiry. */
export type RemovalReason = 'removed' | 'unobserved' | 'expired';

/** What a metric needs from its store. */
export interface ContextOf<Metric> {
  /** Called for each record while there is a receiving backend. */
  sink: SinkOf<Metric> | undefined;
  /** Present if exemplars are kept. */
  readonly exemplars?: ExemplarSource | undefined;
  /** The most characters of a label value. */
  readonly maxLabelLength: number;
  /** Reports a diagnostic, once per code and subject. */
  warn(code: string, subject: string, message: string): void;
  /** Wall seconds. */
  now(): number;
  /** Whether an attached backend sees a label of a metric, or may see it because none is attached yet. */
  sees(metric: Metric, label: string): boolean;
  /** Removes the expired series of a metric. */
  expire(metric: Metric): void;
  /** Called for each removed series; the slot is released once no snapshot refers to it. */
  retire(metric: Metric, slot: number, reason: RemovalReason): void;
  /** Called before the total of an observed series starts again from 0, because its source was restarted. */
  restart(metric: Metric, slot: number): void;
}

/** Receives single records, for backends that do not read the store. */
export interface SinkOf<Metric> {
  /** @param value the total for an up-down counter */
  record(metric: Metric, slot: number, value: number, labels: Labels): void;
  /** Whether a backend sees a label of a metric. */
  sees(metric: Metric, label: string): boolean;
}
