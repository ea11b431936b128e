import type { Received } from './receivers.ts';
import type { Tally } from './tally.ts';

/** One line of the result: what the application counted and what the receiver saw. */
interface Comparison {
  readonly recorded: number;
  readonly received: number;
  readonly equal: boolean;
}

/** For each backend, and in it for each counter and each histogram's count. */
export type Verdict = Record<string, Record<string, Comparison>>;

/** What the SDK says of each backend differs by when it was asked: it is no record of the application. */
const ofTheSdk = /^bot_metrics[._]/;

/** A metric that a receiver saw and the application never counted is as wrong as one that got lost. */
export function compare(tally: Tally, receivers: Record<string, Received>): Verdict {
  const verdict: Verdict = {};
  const seen = Object.values(receivers).flatMap((received) => received.metrics());
  const metrics = [...new Set([...tally.metrics(), ...seen])].filter((metric) => !ofTheSdk.test(metric)).sort();
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
