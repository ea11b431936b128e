import type { Labels } from '../../labels/label-schema.ts';
import type { ExemplarSource } from './exemplar-source.ts';
import type { StoredMetric } from './stored-metric.ts';

/** Why a series was taken out: by the program, by its callback that left it out, or because nothing was recorded in it. */
export type Retirement = 'removed' | 'unobserved' | 'expired';

/** What a metric needs of its store. */
export interface MetricHost {
  /** Called for each record while a receiving backend is there. */
  sink: RecordSink | undefined;
  /** Where exemplars come from, if they are kept. */
  readonly exemplars?: ExemplarSource | undefined;
  /** Tells a person, once per code and subject, which is a metric's name. */
  warn(code: string, subject: string, message: string): void;
  now(): number;
  /** Takes out what has had no record for too long, to make room. */
  expire(metric: StoredMetric): void;
  /** A series was taken out; its slot is released once no snapshot refers to it. */
  retire(metric: StoredMetric, slot: number, why: Retirement): void;
}

/** Takes single records, for backends that do not read the store. */
export interface RecordSink {
  /** @param value the total for an up-down counter */
  record(metric: StoredMetric, slot: number, value: number, labels: Labels): void;
}
