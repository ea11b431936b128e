import { expect, test } from 'vitest';
import { decodeMetricsRequest } from '../../src/otlp/decode-metrics-request.ts';
import { JsonMessage } from '../../src/otlp/json-message.ts';
import type { OtlpMetric } from '../../src/otlp/metrics-request.ts';
import { ProtobufMessage } from '../../src/otlp/protobuf-message.ts';
import { fixed64Field, lengthField, varintField } from './protobuf-encoder.ts';
import { recordedJson, recordedProtobuf, recordedRequest } from './recorded-export.ts';

function decodeMetric(...fields: readonly Buffer[]): OtlpMetric | undefined {
  const bytes = lengthField(1, lengthField(2, lengthField(2, ...fields)));
  return decodeMetricsRequest(new ProtobufMessage(bytes)).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0];
}

test('decodes recorded protobuf bytes completely', () => {
  expect(decodeMetricsRequest(new ProtobufMessage(recordedProtobuf))).toStrictEqual(recordedRequest);
});

test('decodes recorded JSON to the same request', () => {
  expect(decodeMetricsRequest(new JsonMessage(JSON.parse(recordedJson), 'request'))).toStrictEqual(recordedRequest);
});

test('keeps exemplars and integers above 2^53 exact', () => {
  const exemplar = lengthField(
    5,
    lengthField(5, Buffer.alloc(16, 0xab)),
    lengthField(4, Buffer.alloc(8, 0xcd)),
    fixed64Field(6, -1n),
  );
  const point = lengthField(1, fixed64Field(6, 2n ** 60n + 1n), exemplar, varintField(8, 1n));
  expect(decodeMetric(lengthField(1, 'n'), lengthField(7, point))).toMatchObject({
    type: 'sum',
    aggregationTemporality: 0,
    isMonotonic: false,
    dataPoints: [
      {
        asInt: 2n ** 60n + 1n,
        flags: 1,
        startTimeUnixNano: 0n,
        exemplars: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), asInt: -1n, filteredAttributes: {} }],
      },
    ],
  });
});

test('accepts attributes of every type', () => {
  const attribute = (key: string, ...value: readonly Buffer[]) =>
    lengthField(7, lengthField(1, key), lengthField(2, ...value));
  const text = lengthField(1, lengthField(1, 'x'));
  const point = lengthField(
    1,
    attribute('false', varintField(2, 0n)),
    attribute('negative', varintField(3, -1n)),
    attribute('big', varintField(3, 2n ** 62n)),
    attribute('list', lengthField(5, text, text)),
    attribute('record', lengthField(6, lengthField(1, lengthField(1, 'inner'), lengthField(2, varintField(3, 1n))))),
    attribute('bytes', lengthField(7, Buffer.from([1]))),
    attribute('empty', lengthField(1)),
    attribute('nothing'),
  );
  expect(decodeMetric(lengthField(5, point))).toMatchObject({
    dataPoints: [
      {
        attributes: {
          false: false,
          negative: -1,
          big: 2n ** 62n,
          list: ['x', 'x'],
          record: { inner: 1 },
          bytes: Buffer.from([1]),
          empty: '',
          nothing: null,
        },
      },
    ],
  });
});

test('rejects a repeated attribute', () => {
  const twice = lengthField(7, lengthField(1, 'kind'));
  expect(() => decodeMetric(lengthField(5, lengthField(1, twice, twice)))).toThrow('the attribute "kind" is repeated');
});

test('rejects a metric without data by name', () => {
  expect(() => decodeMetric(lengthField(1, 'old.summary'), lengthField(11))).toThrow(
    'the metric "old.summary" must be',
  );
});
