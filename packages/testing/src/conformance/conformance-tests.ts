import { accounting } from './accounting.ts';
import { concurrency } from './concurrency.ts';
import { type ConformanceTest, type Scenario, type Topic, topics } from './conformance-test.ts';
import { counter } from './counter.ts';
import { failure } from './failure.ts';
import { flush } from './flush.ts';
import { gauge } from './gauge.ts';
import { histogram } from './histogram.ts';
import { labels } from './labels.ts';
import { lifecycle } from './lifecycle.ts';
import { names } from './names.ts';
import { shutdown } from './shutdown.ts';
import { Stage } from './stage.ts';
import { answerFaultKinds, type ConformanceSubject, faultKinds } from './subject.ts';

const scenarios: Readonly<Record<Exclude<Topic, 'failure'>, readonly Scenario[]>> = {
  counter,
  gauge,
  histogram,
  labels,
  names,
  lifecycle,
  flush,
  accounting,
  shutdown,
  concurrency,
};

/**
 * Returns the tests that a backend must pass, selected by its features, for any test runner:
 *
 *     for (const { topic, name, skipped, run } of conformanceTests(subject)) {
 *       test(`${topic}: ${name}`, { skip: skipped !== undefined }, run);
 *     }
 *
 * Throws an `Error` for a fault or test that the subject neither supports nor skips with a reason, and for a reason
 * that matches no test.
 */
export function conformanceTests(subject: ConformanceSubject<unknown>): ConformanceTest[] {
  const { skip = {}, features } = subject;
  const tests = topics.flatMap((topic) =>
    (topic === 'failure' ? faultScenarios(subject) : scenarios[topic])
      .filter(({ isFor }) => isFor?.(features) ?? true)
      .map((scenario): ConformanceTest => {
        const { name, impossible } = scenario;
        const skipped = impossible ?? skip[`${topic}: ${name}`] ?? skip[topic];
        return { backend: subject.name, topic, name, skipped, run: () => play(scenario, subject) };
      }),
  );
  refuseStaleReasons(subject, tests);
  return tests;
}

async function play(scenario: Scenario, subject: ConformanceSubject<unknown>): Promise<void> {
  const stage = await Stage.open(subject);
  try {
    if (scenario.unstarted !== true) await stage.start();
    await scenario.play(stage);
  } catch (error) {
    // Closing may fail as a consequence: the first error is more useful.
    await stage.close().catch(() => {});
    throw error;
  }
  await stage.close();
}

/** The tests of each fault; a single skipped test for a fault that the receiver cannot produce. */
function faultScenarios({ name, faults, features }: ConformanceSubject<unknown>): Scenario[] {
  const kinds = features.delivery === 'acknowledged' ? [...faultKinds, ...answerFaultKinds] : faultKinds;
  const missing = kinds.filter((kind) => !Object.keys(faults).some((fault) => fault.startsWith(kind)));
  if (missing.length > 0) {
    throw new Error(
      `${name}: faults: ${missing.join(', ')} must be given; write a reason if the receiver cannot produce it`,
    );
  }
  return Object.entries(faults).flatMap(([kind, fault]) =>
    typeof fault === 'string' ? [{ name: kind, impossible: fault, play: async () => {} }] : failure(kind),
  );
}

function refuseStaleReasons({ name, skip = {} }: ConformanceSubject<unknown>, tests: readonly ConformanceTest[]): void {
  const known = new Set(tests.flatMap((test) => [test.topic as string, `${test.topic}: ${test.name}`]));
  for (const [key, reason] of Object.entries(skip)) {
    if (!known.has(key)) throw new Error(`${name}: skip: "${key}" must name a test or topic of these features`);
    if (reason.trim() === '') throw new Error(`${name}: skip: "${key}" needs a reason`);
  }
}
