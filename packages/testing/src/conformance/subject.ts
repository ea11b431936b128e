import type {
  BackendFeatures,
  Clock,
  Diagnostics,
  MetricDefinition,
  MetricsBackendPort,
  Scheduler,
} from '@bot-metrics/core';
import type { Reading } from './reading.ts';

/** What chooses the tests. */
export interface ConformanceFeatures extends BackendFeatures {
  /** Called for each record, instead of reading the store. @default false */
  readonly receiving?: boolean;
  /** Seconds from one export to the next, as `makeBackend` sets it. @default none: the test of it is left out */
  readonly intervalSeconds?: number;
}

/** What a backend is to be made with. Only the kit moves the two clocks, one without the other. */
export interface Surroundings {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly diagnostics: Diagnostics;
}

/** Trouble at the receiver. */
export interface Fault<R> {
  /** Makes the trouble, which lasts until `end`. */
  begin(receiver: R): unknown;
  /** Ends it: what the receiver saw before is still in its reading. */
  end(receiver: R): unknown;
  /**
   * For trouble in which no answer comes: resolves when the receiver has the next request. An export is then left by its
   * deadline, which the kit lets pass.
   */
  hung?(receiver: R): Promise<unknown>;
  /**
   * What must become of records meanwhile: `kept` until the trouble is over, `refused` for good (dropped is right, too),
   * or `lost` where nobody can know. A receiving backend keeps nothing, so there `kept` is as `refused`. @default 'kept'
   */
  readonly records?: 'kept' | 'refused' | 'lost';
  /** Whether the backend must tell a person, once, and once when it is over; otherwise it may. @default true */
  readonly told?: boolean;
}

/** Receiver troubles that every kit is asked about. */
export const faultKinds = ['down', 'slow', 'hanging', 'resetting', 'refusing', 'partial success'] as const;

/** A trouble for each kind, under its name or one that begins with it (`refusing with 503`); or why there is none. */
export type Faults<R> = Readonly<Record<string, Fault<R> | string>>;

/**
 * A backend to be tested, and a receiver that says what it saw. Each test makes a new pair.
 *
 * @typeParam R the receiver, as a test server or a list in memory
 * @typeParam B the backend
 */
export interface ConformanceSubject<R, B extends MetricsBackendPort = MetricsBackendPort> {
  /** What the backend is called in reports, such as `statsd (dogstatsd, TCP)`. */
  readonly name: string;
  readonly features: ConformanceFeatures;
  startReceiver(): R | Promise<R>;
  /** A backend that sends to that receiver. The kit starts it, in a fan-out. */
  makeBackend(receiver: R, surroundings: Surroundings): B;
  /** What the receiver has seen so far; waits for what is under way to it. */
  read(receiver: R): Reading | Promise<Reading>;
  /** Makes the receiver fetch, where it does: for a backend that is scraped. */
  scrape?(receiver: R, backend: B): Promise<unknown>;
  stopReceiver?(receiver: R): unknown;
  readonly faults: Faults<R>;
  /** How the receiver calls things. @default as in the definition */
  readonly naming?: {
    metric?(definition: MetricDefinition): string;
    label?(name: string): string;
    /** Of a label. */
    value?(text: string): string;
  };
  /** Why a test, or a topic, does not fit: `{ 'histogram: adds up what was observed': 'the daemon gets no sums' }`. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Real seconds that anything may take. @default 4, below the limits of most test runners */
  readonly limitSeconds?: number;
}
