import type { Clock, Diagnostics, MetricDefinition, MetricsBackendPort, Scheduler } from '@bot-metrics/core';
import type { BackendFeatures } from '@bot-metrics/core/backend';
import type { Reading } from './reading.ts';

/** The features that select the tests. */
export interface ConformanceFeatures extends BackendFeatures {
  /** Receives each record instead of reading the store. @default false */
  readonly receiving?: boolean;
  /** The export interval in seconds that `makeBackend` sets. @default none: its test is left out */
  readonly intervalSeconds?: number;
}

/** Dependencies for the backend under test. Only the kit moves the two clocks, independently of each other. */
export interface ConformanceContext {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly diagnostics: Diagnostics;
}

/** A fault of the receiver. */
export interface Fault<R> {
  /** Starts the fault, which lasts until `end`. */
  begin(receiver: R): unknown;
  /** Ends the fault. The reading must still contain what the receiver saw before. */
  end(receiver: R): unknown;
  /**
   * For faults without a response: resolves when the receiver gets the next request. The kit then lets the deadline of
   * the export pass.
   */
  hung?(receiver: R): Promise<unknown>;
  /**
   * What happens to records during the fault: `kept` until it ends, `refused` for good (dropping is also correct), or
   * `lost`, which is unknowable. A receiving backend keeps nothing, so `kept` means `refused` there. @default 'kept'
   */
  readonly records?: 'kept' | 'refused' | 'lost';
  /** Whether the backend must warn once when the fault starts and once when it ends; otherwise it may. @default true */
  readonly warned?: boolean;
}

/** The fault kinds that every subject must address. */
export const faultKinds = ['down', 'slow', 'hanging', 'resetting', 'refusing', 'partial success'] as const;

/**
 * The fault kinds that a backend with answers must address as well. `lying`: something else answers with success in place of the receiver,
 * such as a page of HTML, another format, or a body without an end; nothing is stored. `pausing`: the receiver asks for a pause of a year,
 * of which the backend keeps at most 5 minutes.
 */
export const answerFaultKinds = ['lying', 'pausing'] as const;

/**
 * A fault for each kind, named after it or with it as prefix (`refusing with 503`); or the reason why there is none.
 */
export type Faults<R> = Readonly<Record<string, Fault<R> | string>>;

/**
 * A backend under test, and a receiver that reports what it saw. Every test creates a new pair.
 *
 * @typeParam R the receiver, such as a test server or a list in memory
 * @typeParam B the backend
 */
export interface ConformanceSubject<R, B extends MetricsBackendPort = MetricsBackendPort> {
  /** The name of the backend in reports, such as `statsd (dogstatsd, TCP)`. */
  readonly name: string;
  readonly features: ConformanceFeatures;
  startReceiver(): R | Promise<R>;
  /** Creates a backend that sends to the receiver. The kit starts it in a fan-out. */
  makeBackend(receiver: R, context: ConformanceContext): B;
  /** Returns what the receiver has seen so far, after waiting for data in transit. */
  read(receiver: R): Reading | Promise<Reading>;
  /** Makes the receiver scrape the backend, for backends that are scraped. */
  scrape?(receiver: R, backend: B): Promise<unknown>;
  stopReceiver?(receiver: R): unknown;
  readonly faults: Faults<R>;
  /** How the receiver translates names. @default unchanged */
  readonly naming?: {
    metric?(definition: MetricDefinition): string;
    label?(name: string): string;
    /** Translates a label value. */
    value?(text: string): string;
  };
  /** Reasons to skip a test or a topic: `{ 'histogram: adds up what was observed': 'the daemon gets no sums' }`. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Time limit for every step in real seconds. @default 4, below the limits of most test runners */
  readonly limitSeconds?: number;
}
