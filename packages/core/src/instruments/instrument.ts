import type { Arguments, LabelSchema } from '../labels/label-schema.ts';

/** The options of an instrument. */
export interface InstrumentOptions<S extends LabelSchema> {
  readonly description?: string;
  /** A UCUM unit: `s`, `By`, `1`, or an annotation such as `{request}`. */
  readonly unit?: string;
  /** Label names, or names with their closed value sets. @default no labels */
  readonly labels?: S;
  /** The most series; further records go into one overflow series, a gauge drops them. @default 2000 */
  readonly limit?: number;
  /**
   * Seconds without a record after which a series is removed. Checked when a backend reads; a backend that has not delivered
   * the series yet holds it back for up to ten minutes. Not allowed where all labels are closed sets, except for gauges.
   * @default never
   */
  readonly expireAfter?: number;
}

/** The options of a histogram. */
export interface HistogramOptions<S extends LabelSchema> extends InstrumentOptions<S> {
  /**
   * Inclusive, increasing upper bounds in the unit of the metric. Or `exponential`: buckets that adapt to the values (base 2, at
   * most 160 of each sign). Source: OpenTelemetry's metrics data model, "ExponentialHistogram". @default secondsBuckets
   */
  readonly buckets?: readonly number[] | 'exponential';
}

/** Recording never throws, waits or does I/O. What cannot be recorded is dropped and counted; see `Account`. */
interface Recording<S extends LabelSchema, Bound> {
  /** Returns a handle of one series, which needs no look-up: for labels that are known in advance. */
  bind(...labels: Arguments<S>): Bound;
  /** Removes one series from all backends. */
  remove(...labels: Arguments<S>): void;
  /** Removes every series from all backends. */
  clear(): void;
}

/** A total that only increases. */
export interface Counter<S extends LabelSchema = readonly []> extends Recording<S, Counter> {
  /** Adds a finite number, 0 or more. @param value @default 1 */
  add(value?: number, ...labels: Arguments<S>): void;
}

/** A total that goes up and down, such as requests in flight. */
export interface UpDownCounter<S extends LabelSchema = readonly []> extends Recording<S, UpDownCounter> {
  /** Adds a finite number, which may be negative. */
  add(value: number, ...labels: Arguments<S>): void;
}

/** A current value. A series exists from its first record on; it does not start at zero. */
export interface Gauge<S extends LabelSchema = readonly []> extends Recording<S, Gauge> {
  /** Sets a finite value. */
  set(value: number, ...labels: Arguments<S>): void;
  /** Adds a finite number to the current value, or to 0 if there is none. */
  add(value: number, ...labels: Arguments<S>): void;
}

/** A distribution of observations. */
export interface Histogram<S extends LabelSchema = readonly []> extends Recording<S, Histogram> {
  /** Adds a finite observation, in the unit of the metric. */
  record(value: number, ...labels: Arguments<S>): void;
}

/** A histogram of durations in seconds. */
export interface Timer<S extends LabelSchema = readonly []> extends Histogram<S> {
  bind(...labels: Arguments<S>): Timer;
  /** Runs `task`, records its duration, also if it throws or rejects, and returns its result. */
  time<R>(task: () => R, ...labels: Arguments<S>): R;
  /** Starts now. The returned function records the seconds since the start and returns them. */
  start(): (...labels: Arguments<S>) => number;
}
