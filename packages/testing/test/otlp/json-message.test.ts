import { expect, test } from 'vitest';
import { JsonMessage } from '../../src/otlp/json-message.ts';

const message = (value: unknown) => new JsonMessage(value, 'request');

test('reads 64-bit integers from digit strings or numbers', () => {
  const numbers = message({ count: '18446744073709551615', asInt: '-3', small: 7 });
  expect(numbers.fixed64(4, 'count')).toBe(2n ** 64n - 1n);
  expect(numbers.sfixed64(6, 'asInt')).toBe(-3n);
  expect(numbers.int64(3, 'small')).toBe(7n);
});

test('reads doubles that JSON cannot express from words', () => {
  expect(message({ values: [1, '2.5', 'NaN', 'Infinity', '-Infinity'] }).doubles(1, 'values')).toEqual([
    1,
    2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
});

test('treats null as absent', () => {
  const nulls = message({ asDouble: null, gauge: null, dataPoints: null });
  expect(nulls.double(4, 'asDouble')).toBeUndefined();
  expect(nulls.message(5, 'gauge')).toBeUndefined();
  expect(nulls.messages(1, 'dataPoints')).toEqual([]);
});

test('reads ids as hexadecimal and other bytes as base64', () => {
  const bytes = message({ traceId: '5B8EFFF798038103D269B633813FC60C', bytesValue: '//8=' });
  expect(bytes.id(5, 'traceId')).toBe('5b8efff798038103d269b633813fc60c');
  expect(bytes.bytes(7, 'bytesValue')).toEqual(Buffer.from([255, 255]));
});

test.each([
  [{ dataPoints: [{ asInt: 1.5 }] }, 'request.dataPoints[0].asInt is 1.5 but must be a whole number'],
  [{ dataPoints: [7] }, 'request.dataPoints[0] is 7 but must be an object'],
  [{ dataPoints: {} }, 'request.dataPoints is {} but must be an array'],
])('%j is refused: %s', (value, error) => {
  expect(() => message(value).messages(1, 'dataPoints')[0]?.sfixed64(6, 'asInt')).toThrow(error);
});

test('reports the position of other wrong values', () => {
  const wrong = message({ name: 7, flags: 'x', sum: 'y', isMonotonic: 1, spanId: 'abc', counts: ['1', 'z'] });
  expect(() => wrong.string(1, 'name')).toThrow('request.name is 7 but must be a string');
  expect(() => wrong.uint32(8, 'flags')).toThrow('request.flags is "x"');
  expect(() => wrong.double(5, 'sum')).toThrow('request.sum is "y"');
  expect(() => wrong.bool(3, 'isMonotonic')).toThrow('request.isMonotonic is 1');
  expect(() => wrong.id(4, 'spanId')).toThrow('request.spanId is "abc" but must be hexadecimal digits');
  expect(() => wrong.fixed64s(6, 'counts')).toThrow('request.counts[1] is "z"');
});
