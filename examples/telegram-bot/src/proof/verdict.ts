import type { Received } from './receivers.ts';
import type { Tally } from './tally.ts';

/** One line of the result: the application's count and the receiver's. */
interface Comparison {
  readonly recorded: number;
  readonly received: number;
  readonly equal: boolean;
}

/** By backend, then by counter or histogram. */
export type Verdict = Record<string, Record<string, Comparison>>;

/** The SDK's own metrics depend on when they are read, and are not records of the application. */
const internalMetric = /^bot_metrics[._]/;

/** A metric that a receiver saw but the application never counted is as wrong as a lost one. */
export function compare(tally: Tally, receivers: Record<string, Received>): Verdict {
  const verdict: Verdict = {};
  const seen = Object.values(receivers).flatMap((received) => received.metrics());
  const metrics = [...new Set([...tally.metrics(), ...seen])].filter((metric) => !internalMetric.test(metric)).sort();
  for (const [backend, received] of Object.entries(receivers)) {
    verdict[backend] = Object.fromEntries(
      metrics.map((metric) => {
        const comparison = { recorded: tally.of(metric), received: received.count(metric) };
        return [metric, { ...comparison, equal: comparison.recorded === comparison.received }];
      }),
    );
  }
  return verdict;
}

export function allEqual(verdict: Verdict): boolean {
  const comparisons = Object.values(verdict).flatMap((backend) => Object.values(backend));
  return comparisons.length > 0 && comparisons.every(({ equal }) => equal);
}
