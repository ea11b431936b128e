import { expect, test } from 'vitest';
import { checkDefinition } from '../../src/definition/check-definition.ts';
import type { MetricDefinition } from '../../src/definition/metric-definition.ts';

test('buckets can be exponential', () => {
  expect(() => checkDefinition({ name: 'size', type: 'histogram', buckets: 'exponential' })).not.toThrow();
});

test.each(['"exponentially"', '5', '{}', 'null'])('buckets cannot be %s', (buckets) => {
  const definition: MetricDefinition = { name: 'size', type: 'histogram', buckets: JSON.parse(buckets) };
  expect(() => checkDefinition(definition)).toThrow(/must be a list of upper bounds, or "exponential"/);
});
