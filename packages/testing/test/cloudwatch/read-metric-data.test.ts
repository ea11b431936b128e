import { expect, test } from 'vitest';
import { readMetricData } from '../../src/cloudwatch/read-metric-data.ts';

const NOW = 1_700_000_000;
const datum = { MetricName: 'posts', Value: 1, Timestamp: NOW };

function read(data: unknown, namespace: unknown = 'shop'): unknown {
  return readMetricData({ Namespace: namespace, MetricData: data }, NOW);
}

test('reads a value, values with counts, and a statistic set as count, sum, minimum and maximum', () => {
  const data = [
    { ...datum, Dimensions: [{ Name: 'kind', Value: 'photo' }], Unit: 'Count' },
    { MetricName: 'seconds', Values: [1, 4], Counts: [3, 1] },
    { MetricName: 'seconds', StatisticValues: { SampleCount: 2, Sum: 5, Minimum: 1, Maximum: 4 } },
  ];
  expect(read(data)).toMatchObject([
    { namespace: 'shop', name: 'posts', dimensions: { kind: 'photo' }, unit: 'Count', form: 'value', count: 1, sum: 1 },
    { form: 'values', count: 4, sum: 7, min: 1, max: 4, unit: 'None', resolution: 60 },
    { form: 'statistics', count: 2, sum: 5, min: 1, max: 4 },
  ]);
});

test.each<[string, unknown]>([
  ['MetricData', Array.from({ length: 1001 }, () => datum)],
  ['MetricName', [{ ...datum, MetricName: '' }]],
  ['MetricName', [{ ...datum, MetricName: 'x'.repeat(256) }]],
  ['Dimensions', [{ ...datum, Dimensions: Array.from({ length: 31 }, (_, i) => ({ Name: `d${i}`, Value: 'x' })) }]],
  ['Dimensions', [{ ...datum, Dimensions: [1, 2].map(() => ({ Name: 'kind', Value: 'x' })) }]],
  ['Dimensions.member.1.Value', [{ ...datum, Dimensions: [{ Name: 'kind', Value: '' }] }]],
  ['Dimensions.member.1.Value', [{ ...datum, Dimensions: [{ Name: 'kind', Value: '  ' }] }]],
  ['Dimensions.member.1.Value', [{ ...datum, Dimensions: [{ Name: 'kind', Value: 'Ж' }] }]],
  ['Dimensions.member.1.Value', [{ ...datum, Dimensions: [{ Name: 'kind', Value: 'x'.repeat(1025) }] }]],
  ['Dimensions.member.1.Name', [{ ...datum, Dimensions: [{ Name: ':kind', Value: 'x' }] }]],
  ['Unit', [{ ...datum, Unit: 'seconds' }]],
  ['StorageResolution', [{ ...datum, StorageResolution: 10 }]],
  ['Timestamp', [{ ...datum, Timestamp: NOW - 15 * 86_400 }]],
  ['Timestamp', [{ ...datum, Timestamp: NOW + 3 * 3600 }]],
  ['Value', [{ ...datum, Value: 2 ** 361 }]],
  ['Value', [{ ...datum, Value: 'NaN' }]],
  ['Values', [{ MetricName: 'seconds', Values: Array.from({ length: 151 }, (_, i) => i) }]],
  ['Counts', [{ MetricName: 'seconds', Values: [1, 2], Counts: [1] }]],
  ['StatisticValues', [{ MetricName: 'x', StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } }]],
])('rejects %s if it breaks a rule (%#)', (parameter, data) => {
  expect(() => read(data)).toThrow(expect.objectContaining({ status: 400, code: 'InvalidParameterValue' }));
  expect(() => read(data)).toThrow(new RegExp(`parameter (MetricData.member.1.)?${parameter} is invalid`));
});

test.each(['AWS/EC2', ':x', '', 'rejects namespace %j', 'x'.repeat(256)])('namespace %j is refused', (namespace) => {
  expect(() => read([datum], namespace)).toThrow('for parameter Namespace is invalid');
});

test.each([
  ['no data', [], 'MissingParameter'],
  ['no numbers', [{ MetricName: 'x' }], 'InvalidParameterCombination'],
  ['two kinds of numbers', [{ ...datum, Values: [1] }], 'InvalidParameterCombination'],
  ['a metric that is no structure', ['x'], 'SerializationException'],
])('%s is %s', (_, data, code) => {
  expect(() => read(data)).toThrow(expect.objectContaining({ status: 400, code }));
});
