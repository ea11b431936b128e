import type { Stage } from './stage.ts';
import type { ConformanceFeatures } from './subject.ts';

/** What backends are tested for. */
export const topics = [
  'counter',
  'gauge',
  'histogram',
  'labels',
  'names',
  'lifecycle',
  'flush',
  'failure',
  'accounting',
  'shutdown',
  'concurrency',
] as const;

/** What a test is about. */
export type Topic = (typeof topics)[number];

/** One test, for any runner: `test(`${topic}: ${name}`, { skip }, run)`. */
export interface ConformanceTest {
  /** The name of the subject. */
  readonly backend: string;
  readonly topic: Topic;
  /** A sentence about behaviour. */
  readonly name: string;
  /** The subject's reason not to run it. */
  readonly skipped: string | undefined;
  /** Rejects with an `Error` that says what is wrong. Needs nothing before and leaves nothing behind. */
  run(): Promise<void>;
}

/** A test before it has a backend. */
export interface Scenario {
  readonly name: string;
  /** Backends that it is for. @default all */
  readonly isFor?: (features: ConformanceFeatures) => boolean;
  /** Why it cannot be played for this subject. */
  readonly impossible?: string;
  /** Leaves the start of the backend to the scenario. */
  readonly unstarted?: boolean;
  readonly play: (stage: Stage) => Promise<void>;
}
