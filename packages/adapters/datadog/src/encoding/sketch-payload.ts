import {
  type HistogramFamily,
  hasSeries,
  type Metric,
  type SeriesRange,
  type Snapshot,
} from '@bot-metrics/core/backend';
import { hasPoint, ProtobufWriter, SeriesCache } from '@bot-metrics/core/encoding';
import type { DatadogSettings } from '../options.ts';
import { identifySeries } from '../tags.ts';
import { convertDistribution } from './distribution.ts';

/** Initial sizes of buffers, which grow. */
const PAYLOAD_BYTES = 16_384;
const HEAD_BYTES = 256;

/**
 * Encodes histograms as distributions: the Agent's message `SketchPayload`.
 * Source: https://github.com/DataDog/agent-payload/blob/master/proto/metrics/agent_payload.proto
 */
export class SketchPayload {
  readonly #settings: DatadogSettings;
  /** Name, host and tags of each series. */
  readonly #heads = new SeriesCache((metric, slot) => this.#head(metric, slot));

  constructor(settings: DatadogSettings) {
    this.#settings = settings;
  }

  /**
   * @param timestamp of every sketch, in whole seconds
   */
  encode(ranges: readonly SeriesRange[], timestamp: number): Uint8Array<ArrayBuffer> {
    const writer = new ProtobufWriter(PAYLOAD_BYTES);
    for (const { family, from, to } of ranges) {
      if (family.kind !== 'histogram') continue;
      for (let slot = from; slot < to; slot++) {
        if (!hasPoint(family, slot)) continue;
        const sketch = writer.begin(1);
        writer.raw(this.#heads.of(family.metric, slot));
        writeDogsketch(writer, family, slot, timestamp);
        writer.end(sketch);
      }
    }
    return writer.written();
  }

  #head(metric: Metric, slot: number): Uint8Array {
    const { name, host, tags } = identifySeries(metric, slot, this.#settings);
    const head = new ProtobufWriter(HEAD_BYTES);
    head.text(1, name);
    if (host !== '') head.text(2, host);
    for (const tag of tags) head.text(4, tag);
    return head.take();
  }
}

function writeDogsketch(writer: ProtobufWriter, family: HistogramFamily, slot: number, timestamp: number): void {
  const { count, sum, min, max, average, keys, counts } = convertDistribution(family, slot);
  const dogsketch = writer.begin(7);
  writer.uint(1, timestamp);
  writer.uint(2, count);
  writer.double(3, min);
  writer.double(4, max);
  writer.double(5, average);
  writer.double(6, sum);
  writer.sints(7, keys);
  writer.uints(8, counts);
  writer.end(dogsketch);
}

/** Returns the distributions of a snapshot in a readable form. */
export function showDistributions({ families }: Snapshot, settings: DatadogSettings): unknown[] {
  return families.flatMap((family) => {
    if (family.kind !== 'histogram') return [];
    const slots = Array.from({ length: family.slots }, (_, slot) => slot);
    return slots
      .filter((slot) => hasSeries(family, slot, family.temporality))
      .map((slot) => ({ ...identifySeries(family.metric, slot, settings), ...convertDistribution(family, slot) }));
  });
}
