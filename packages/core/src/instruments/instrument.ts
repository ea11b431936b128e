import type { Arguments, LabelSchema } from '../labels/label-schema.ts';

/** What an instrument is made with. */
export interface InstrumentOptions<S extends LabelSchema> {
  readonly description?: string;
  /** A UCUM unit: `s`, `By`, `1`, or an annotation such as `{request}`. */
  readonly unit?: string;
  /** Label names, or names with their closed value sets. */
  readonly labels?: S;
  /** Series budget; records over it go into one overflow series. @default 2000 */
  readonly limit?: number;
  /**
   * Seconds without a record after which a series is taken out. It is looked for when a backend reads, and waits up to ten
   * minutes for backends that have not delivered it yet. Totals whose labels are all closed sets have none. @default never
   */
  readonly expireAfter?: number;
}

/** What a histogram is made with. */
export interface HistogramOptions<S extends LabelSchema> extends InstrumentOptions<S> {
  /**
   * Upper bounds, inclusive and increasing; or `exponential`, buckets that fit themselves to the values (base 2, at most 160
   * of each sign, as in OpenTelemetry's data model). @default secondsBuckets
   */
  readonly buckets?: readonly number[] | 'exponential';
}

/**
 * Recording never throws, waits, or does I/O. What cannot be recorded is dropped and counted, see `Account`.
 */
interface Recording<S extends LabelSchema, Bound> {
  /** A handle of one series, without the look-up: for labels that are known beforehand. */
  bind(...labels: Arguments<S>): Bound;
  /** Takes one series out of all backends. */
  remove(...labels: Arguments<S>): void;
  /** Takes every series out of all backends. */
  clear(): void;
}

/** A total that only grows. */
export interface Counter<S extends LabelSchema = readonly []> extends Recording<S, Counter> {
  /** Adds a number that is not negative. */
  add(value: number, ...labels: Arguments<S>): void;
}

/** A total that goes up and down, such as requests in flight. */
export interface UpDownCounter<S extends LabelSchema = readonly []> extends Recording<S, UpDownCounter> {
  add(value: number, ...labels: Arguments<S>): void;
}

/** A value as it is now. A series exists from its first record on; it does not start at zero. */
export interface Gauge<S extends LabelSchema = readonly []> extends Recording<S, Gauge> {
  set(value: number, ...labels: Arguments<S>): void;
  /** Adds to the present value, to 0 where there is none. */
  add(value: number, ...labels: Arguments<S>): void;
}

/** A distribution of observations. */
export interface Histogram<S extends LabelSchema = readonly []> extends Recording<S, Histogram> {
  record(value: number, ...labels: Arguments<S>): void;
}

/** A histogram of durations in seconds. */
export interface Timer<S extends LabelSchema = readonly []> extends Histogram<S> {
  bind(...labels: Arguments<S>): Timer;
  /** Runs `task` and records how long it took, also when it throws or rejects. */
  time<R>(task: () => R, ...labels: Arguments<S>): R;
  /** Starts now; the function that it returns records the seconds since and answers them. */
  start(): (...labels: Arguments<S>) => number;
}
