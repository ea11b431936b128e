import { expect, test } from 'vitest';
import { BotMetricsError } from '../../src/bot-metrics-error.ts';
import { checkDefinition, checkSameDefinition } from '../../src/definition/check-definition.ts';
import type { MetricDefinition } from '../../src/definition/metric-definition.ts';
import { bounded, optional } from '../../src/labels/label-schema.ts';

const good: MetricDefinition = {
  name: 'http.server.request.duration',
  type: 'histogram',
  unit: 's',
  labels: ['method'],
};

function refusal(definition: Partial<MetricDefinition>): string {
  try {
    checkDefinition({ ...good, ...definition });
  } catch (error) {
    if (error instanceof BotMetricsError && error.code === 'invalid_definition') return error.message;
    throw error;
  }
  return '';
}

test.each(['a', 'http_requests_total', 'a.b-c/d', `a${'b'.repeat(254)}`])('the name %s is accepted', (name) => {
  expect(refusal({ name })).toBe('');
});

test.each(['', '9lives', '_a', 'a b', 'a{', 'é', 'a\n', `a${'b'.repeat(255)}`])('the name %j is refused', (name) => {
  expect(refusal({ name })).toContain('name must start with a letter');
});

test('names that receivers translate differently are refused', () => {
  expect(refusal({ name: 'y__z' })).toContain('two underscores');
});

test.each(['', 's', 'By/s', '{request}', 'x'.repeat(63)])('the unit %j is accepted', (unit) => {
  expect(refusal({ unit })).toBe('');
});

test.each(['µs', 'x'.repeat(64), 's\n'])('the unit %j is refused', (unit) => {
  expect(refusal({ unit })).toContain('unit');
});

test.each([
  [['a', 'a'], 'listed twice'],
  [['a', ''], 'non-empty'],
  [{ a: [] }, 'allows no value'],
  [{ a: optional([]) }, 'allows no value'],
  [{ a: bounded(0) }, 'bounded(0)'],
  [{ a: bounded(1.5) }, 'bounded(1.5)'],
  [{ a: optional(bounded(Number.NaN)) }, 'bounded(NaN)'],
])('the labels %j are refused', (labels, why) => {
  expect(refusal({ labels })).toContain(why);
});

test.each([[[1, 1]], [[2, 1]], [[1, Number.POSITIVE_INFINITY]], [[Number.NaN]]])(
  'the buckets %j are refused',
  (buckets) => {
    expect(refusal({ buckets })).toContain('finite and increasing');
  },
);

test.each([[[]], [[-1, 0, 1]], ['exponential'] as const])('the buckets %j are accepted', (buckets) => {
  expect(refusal({ buckets })).toBe('');
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('the limit %d is refused', (limit) => {
  expect(refusal({ limit })).toContain('limit');
});

test('all problems of a definition are reported at once', () => {
  const message = refusal({ name: '9', unit: 'µ', labels: { a: [], b: bounded(0) }, buckets: [2, 1], limit: 0 });
  for (const part of ['name must', 'unit "µ"', 'label "a"', 'bounded(0)', 'buckets [2, 1]', 'limit 0']) {
    expect(message).toContain(part);
  }
});

test('the same definition in other words for people is the same', () => {
  expect(() => checkSameDefinition(good, { ...good, description: 'Other.', limit: 5 })).not.toThrow();
});

test('every difference of a conflicting definition is reported, with both values', () => {
  const other: MetricDefinition = { ...good, type: 'counter', unit: 'ms', labels: ['verb'] };
  expect(() => checkSameDefinition(good, other)).toThrow(
    expect.objectContaining({
      code: 'conflicting_definition',
      message: expect.stringMatching(
        /type "counter", before "histogram".*unit "ms", before "s".*\["verb"\], before \["method"\]/,
      ),
    }),
  );
});

test.each([
  [{ a: bounded(5) }, { a: bounded(6) }],
  [{ a: ['x'] }, { a: optional(['x']) }],
  [{ a: ['x'] }, ['a']],
  [{ a: [1] }, { a: ['1'] }],
])('labels %j and %j conflict', (known, given) => {
  expect(() => checkSameDefinition({ ...good, labels: known }, { ...good, labels: given })).toThrow('labels');
});
