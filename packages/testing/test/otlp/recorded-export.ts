import { readFileSync } from 'node:fs';
import type { OtlpMetricsRequest } from '../../src/otlp/metrics-request.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The bytes of `recorded-export.hex`, which explains them in comments. */
export const recordedProtobuf: Buffer = Buffer.from(
  read('recorded-export.hex').replaceAll(/#.*$/gm, '').replaceAll(/\s/g, ''),
  'hex',
);

/** The same export, recorded as JSON. */
export const recordedJson: string = read('recorded-export.json');

const times = { startTimeUnixNano: 1_700_000_000_000_000_000n, timeUnixNano: 1_700_000_060_000_000_000n };
const plain = { ...times, flags: 0, exemplars: [] };

/** The content of both recordings. */
export const recordedRequest: OtlpMetricsRequest = {
  resourceMetrics: [
    {
      resource: { attributes: { 'service.name': 'bot' } },
      scopeMetrics: [
        {
          scope: { name: 'bot-metrics', version: '0.1.0', attributes: {} },
          metrics: [
            {
              type: 'sum',
              name: 'posts.sent',
              description: 'Posts sent',
              unit: '{post}',
              aggregationTemporality: 2,
              isMonotonic: true,
              dataPoints: [{ ...plain, attributes: { kind: 'text', code: 200, ok: true }, asInt: 7n }],
            },
            {
              type: 'gauge',
              name: 'memory',
              description: '',
              unit: '%',
              dataPoints: [{ ...plain, attributes: {}, asDouble: 41.5 }],
            },
            {
              type: 'histogram',
              name: 'update.duration',
              description: '',
              unit: 's',
              aggregationTemporality: 1,
              dataPoints: [
                {
                  ...plain,
                  attributes: { type: 'message' },
                  count: 3n,
                  sum: 1.75,
                  min: 0.25,
                  max: 1,
                  bucketCounts: [1n, 2n, 0n],
                  explicitBounds: [0.5, 1],
                },
              ],
            },
            {
              type: 'exponentialHistogram',
              name: 'query.duration',
              description: '',
              unit: 's',
              aggregationTemporality: 2,
              dataPoints: [
                {
                  ...plain,
                  attributes: {},
                  count: 6n,
                  sum: 5.5,
                  min: -1,
                  max: 4,
                  scale: -1,
                  zeroCount: 1n,
                  zeroThreshold: 0,
                  positive: { offset: -3, bucketCounts: [2n, 0n, 300n] },
                  negative: { offset: 0, bucketCounts: [1n] },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};
