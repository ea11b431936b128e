import { ProtobufMessage } from '../otlp/protobuf-message.ts';
import type { DatadogDistributions, DatadogSketch } from './datadog-series.ts';
import { Refusal } from './refusal.ts';
import { checkName, checkTags, checkTimestamp } from './rules.ts';

/** The largest key of the Agent's bins; the next one stands for infinity. */
const MAX_KEY = 2 ** 15 - 1;

/**
 * Reads the distributions of a request to `/api/beta/sketches`, which is the Agent's `SketchPayload`.
 * Source: https://github.com/DataDog/agent-payload/blob/master/proto/metrics/agent_payload.proto
 * @throws Refusal for data that Datadog would reject or change, and an `Error` for bytes that are not such a message
 */
export function readSketches(body: Buffer, nowSeconds: number): DatadogDistributions[] {
  return new ProtobufMessage(body).messages(1, 'sketches').map((sketch) => ({
    name: checkName(sketch.string(1, 'metric')),
    host: sketch.string(2, 'host'),
    tags: [...checkTags(sketch.strings(4, 'tags'))].sort(),
    type: 'distribution',
    points: sketch.messages(7, 'dogsketches').map((dogsketch) => readSketch(dogsketch, nowSeconds)),
  }));
}

function readSketch(dogsketch: ProtobufMessage, nowSeconds: number): DatadogSketch {
  const count = Number(dogsketch.int64(2, 'cnt') ?? 0n);
  const [min = 0, max = 0, average = 0, sum = 0] = ['min', 'max', 'avg', 'sum'].map((name, i) =>
    dogsketch.double(3 + i, name),
  );
  const keys = dogsketch.uint64s(7, 'k').map((zigzag) => Number((zigzag >> 1n) ^ -(zigzag & 1n)));
  const counts = dogsketch.uint64s(8, 'n').map(Number);
  const bins = keys.map((key, i) => ({ key, count: counts[i] ?? 0 }));
  const inBins = bins.reduce((total, bin) => total + bin.count, 0);
  checkSketch(keys.length === counts.length, `${keys.length} keys, but ${counts.length} counts`);
  checkSketch(count > 0 && inBins === count, `${inBins} observations in bins of ${count}`);
  checkSketch(
    keys.every((key, i) => Math.abs(key) <= MAX_KEY && key > (keys[i - 1] ?? -Infinity)),
    'keys must ascend',
  );
  checkSketch(
    [min, max, sum].every(Number.isFinite) && min <= average && average <= max,
    `min ${min}, avg ${average}, max ${max}`,
  );
  return { timestamp: checkTimestamp(Number(dogsketch.int64(1, 'ts') ?? 0n), nowSeconds), count, sum, min, max, bins };
}

function checkSketch(holds: boolean, message: string): void {
  if (!holds) throw new Refusal(400, `invalid sketch: ${message}`);
}
