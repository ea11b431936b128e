import { hasSeries, type Metric, type SeriesRange } from '@bot-metrics/core';
import { identityOf } from '../identity.ts';
import type { DatadogSettings } from '../options.ts';
import { SeriesCache } from '../series-cache.ts';
import { distributionOf } from './distribution.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/**
 * Histograms as distributions: the Agent's message `SketchPayload`.
 * Source: https://github.com/DataDog/agent-payload/blob/master/proto/metrics/agent_payload.proto
 */
export class SketchPayload {
  readonly #settings: DatadogSettings;
  /** Name, host and tags. */
  readonly #heads = new SeriesCache((metric, slot) => this.#head(metric, slot));

  constructor(settings: DatadogSettings) {
    this.#settings = settings;
  }

  /**
   * @param timestamp whole seconds, of every sketch
   * @param nowSeconds of the snapshot
   */
  encode(ranges: readonly SeriesRange[], timestamp: number, nowSeconds: number): Uint8Array<ArrayBuffer> {
    const payload = new ProtobufWriter();
    for (const { family, from, to } of ranges) {
      if (family.kind !== 'histogram') continue;
      for (let slot = from; slot < to; slot++) {
        if (!hasSeries(family, slot, family.temporality)) continue;
        const { count, sum, min, max, average, keys, counts } = distributionOf(family, slot);
        const dogsketch = new ProtobufWriter();
        dogsketch.uint(1, timestamp);
        dogsketch.uint(2, count);
        dogsketch.double(3, min);
        dogsketch.double(4, max);
        dogsketch.double(5, average);
        dogsketch.double(6, sum);
        dogsketch.sints(7, keys);
        dogsketch.uints(8, counts);
        const sketch = new ProtobufWriter();
        sketch.raw(this.#heads.of(family.metric, slot, family.created[slot]!, nowSeconds));
        sketch.bytes(7, dogsketch.written());
        payload.bytes(1, sketch.written());
      }
    }
    return payload.written();
  }

  #head(metric: Metric, slot: number): Uint8Array {
    const { name, host, tags } = identityOf(metric, slot, this.#settings);
    const head = new ProtobufWriter();
    head.text(1, name);
    if (host !== '') head.text(2, host);
    for (const tag of tags) head.text(4, tag);
    return head.written().slice();
  }
}
