import type { Stage } from './stage.ts';
import type { ConformanceFeatures } from './subject.ts';

/** The topics that backends are tested for. */
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

/** The topic of a test. */
export type Topic = (typeof topics)[number];

/** A test for any test runner: `test(`${topic}: ${name}`, { skip }, run)`. */
export interface ConformanceTest {
  /** The name of the subject. */
  readonly backend: string;
  readonly topic: Topic;
  /** A sentence about behaviour. */
  readonly name: string;
  /** The reason why the subject skips it. */
  readonly skipped: string | undefined;
  /** Rejects with an `Error` that describes the failure. Needs no setup and cleans up after itself. */
  run(): Promise<void>;
}

/** A test that is not bound to a backend yet. */
export interface Scenario {
  readonly name: string;
  /** Selects the backends that it applies to. @default all */
  readonly isFor?: (features: ConformanceFeatures) => boolean;
  /** Why this subject cannot run it. */
  readonly impossible?: string;
  /** Lets the scenario start the backend itself. */
  readonly unstarted?: boolean;
  readonly play: (stage: Stage) => Promise<void>;
}
