import type { Metric, MetricFamily, SeriesRange, Snapshot } from '@bot-metrics/core/backend';
import { hasPoint, instrumentationScope, ProtobufWriter, SeriesBytes } from '@bot-metrics/core/encoding';
import { type AttributeValue, writeKeyValues } from './key-values.ts';
import { beginMetric, endMetric, estimatePointWeight, findPointKind, type PointKind } from './metric-message.ts';
import { cachePointTimes } from './point-fields.ts';
import {
  createExponentialWriter,
  createHistogramWriter,
  createNumberWriter,
  type WritePoint,
} from './point-writers.ts';

type SnapshotTimes = Pick<Snapshot, 'seconds' | 'sinceSeconds'>;

/** Initial size; the buffer grows to that of the largest request. */
const ROOM_BYTES = 64 * 1024;
/** Initial size of the scratch buffer for labels. */
const LABELS_BYTES = 1024;
/** Weight written between two steps: less than 1 ms, or 4 ms before the code is compiled. */
const STEP_WEIGHT = 500;

/** The field of the attributes in each kind of point. */
const attributeFields: Readonly<Record<PointKind, number>> = { gauge: 7, sum: 7, histogram: 9, exponential: 1 };

/**
 * Encodes `ExportMetricsServiceRequest` messages from the columns of a snapshot. The attributes of a series are encoded once and
 * cached while it lives: later exports write the values and copy the rest.
 *
 * Source: opentelemetry/proto/collector/metrics/v1/metrics_service.proto
 */
export class RequestEncoder {
  /** An encoded `Resource` with its tag and length. */
  readonly #resource: Uint8Array;
  readonly #writer = new ProtobufWriter(ROOM_BYTES);
  readonly #labels = new ProtobufWriter(LABELS_BYTES);
  readonly #attributes = new WeakMap<Metric, SeriesBytes>();

  constructor(resource: Readonly<Record<string, AttributeValue>>) {
    const message = this.#labels.begin(1);
    writeKeyValues(this.#labels, 1, Object.entries(resource));
    this.#labels.end(message);
    this.#resource = this.#labels.take();
  }

  /** Encodes the points of these series, in steps. */
  *encode(snapshot: SnapshotTimes, ranges: readonly SeriesRange[]): Generator<undefined, Uint8Array> {
    const writer = this.#writer;
    const resourceMetrics = writer.begin(1);
    writer.raw(this.#resource);
    const scopeMetrics = writer.begin(2);
    const scope = writer.begin(1);
    writer.text(1, instrumentationScope.name);
    writer.text(2, instrumentationScope.version);
    writer.end(scope);
    for (const range of ranges) {
      const metric = beginMetric(writer, range.family);
      yield* this.#writePoints(snapshot, range);
      endMetric(writer, metric, range.family);
    }
    writer.end(scopeMetrics);
    writer.end(resourceMetrics);
    return writer.take();
  }

  *#writePoints(snapshot: SnapshotTimes, { family, from, to }: SeriesRange): Generator<undefined> {
    const { sequences } = family.metric;
    const attributes = this.#cacheAttributes(family);
    const encodeTimes = cachePointTimes(family, snapshot);
    const write = this.#createWriter(family, attributes);
    const piece = Math.ceil(STEP_WEIGHT / estimatePointWeight(family));
    for (let begin = from; begin < to; begin += piece) {
      // Before the first step of a large range too: the last one of another range may just have been written.
      if (begin > from || to - from > piece) yield;
      for (let slot = begin; slot < Math.min(begin + piece, to); slot++) {
        if (!hasPoint(family, slot)) continue;
        attributes.prepare(slot, sequences[slot]!);
        write(slot, encodeTimes(slot));
      }
    }
  }

  #createWriter(family: MetricFamily, attributes: SeriesBytes): WritePoint {
    if (family.kind !== 'histogram') return createNumberWriter(this.#writer, family, attributes);
    if (family.exponential === undefined) return createHistogramWriter(this.#writer, family, attributes);
    return createExponentialWriter(this.#writer, family, family.exponential, attributes);
  }

  #cacheAttributes(family: MetricFamily): SeriesBytes {
    const { metric } = family;
    const known = this.#attributes.get(metric);
    if (known !== undefined) return known;
    const field = attributeFields[findPointKind(family)];
    const attributes = new SeriesBytes(this.#labels, (slot) => {
      writeKeyValues(this.#labels, field, metric.attributesOf(slot));
    });
    this.#attributes.set(metric, attributes);
    return attributes;
  }
}
