import { Metrics } from '@bot-metrics/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';
import { computeEtsyPercentiles } from './etsy/etsy-percentiles.ts';
import { type EtsyStatsd, startEtsyStatsd } from './etsy/etsy-statsd.ts';

let daemon: EtsyStatsd;
beforeAll(async () => {
  daemon = await startEtsyStatsd();
}, 20_000);
afterAll(() => daemon.close());

/** From 0 to 1, and the same in each run. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const random = randomNumbers();
const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** Durations in seconds. */
const distributions = {
  'log-normal': () => 0.1 * Math.exp(normal()),
  uniform: () => 0.05 + 0.95 * random(),
  bimodal: () => (random() < 0.8 ? 0.02 : 0.4) * (1 + 0.1 * normal()),
};

/** Relative to the true figure, as README.md states. */
const allowed = { upper_50: 0.05, upper_95: 0.05, upper_99: 0.1, mean: 0.02 };

for (const [name, draw] of Object.entries(distributions)) {
  for (const count of [200, 1000, 100_003]) {
    test(`etsy's daemon receives the exact count and the percentiles of ${count} ${name} timings`, async () => {
      const key = `${name}.${count}`;
      const backend = new StatsdMetricsBackend({ port: daemon.port, protocol: 'tcp' });
      const durations = new Metrics(backend).histogram(`d.${key}`, { unit: 's' });
      const values = Array.from({ length: count }, draw);
      for (const value of values) durations.record(value);
      await backend.shutdown();
      await daemon.until(() => (daemon.timings.get(`d.${key}`)?.count ?? 0) >= count);
      const timing = daemon.timings.get(`d.${key}`)!;
      expect(timing.count).toBe(count);
      expect(timing.values.length).toBeLessThanOrEqual(256 + 9);
      const truth = computeEtsyPercentiles(values.map((seconds) => seconds * 1000));
      const estimated = computeEtsyPercentiles(timing.values);
      for (const [figure, limit] of Object.entries(allowed) as ['mean', number][]) {
        expect(Math.abs(estimated[figure] / truth[figure] - 1), figure).toBeLessThanOrEqual(limit);
      }
    });
  }
}
