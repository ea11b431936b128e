import type { Labels } from '../labels/label-schema.ts';
import type { DropReason } from './drop-reason.ts';
import type { StoredMetric } from './stored-metric.ts';

/** What a metric needs of its store. */
export interface MetricHost {
  /** Called for each record while a receiving backend is there. */
  sink: RecordSink | undefined;
  drop(reason: DropReason, records?: number): void;
  /** Tells a person, once per code and subject, which is a metric's name. */
  warn(code: string, subject: string, message: string): void;
  now(): number;
  /** A series was taken out; its slot is released once no snapshot refers to it. */
  retire(metric: StoredMetric, slot: number): void;
}

/** Takes single records, for backends that do not read the store. */
export interface RecordSink {
  recordCounter(name: string, value: number, labels: Labels): void;
  setGauge(name: string, value: number, labels: Labels): void;
  recordHistogram(name: string, value: number, labels: Labels): void;
}
