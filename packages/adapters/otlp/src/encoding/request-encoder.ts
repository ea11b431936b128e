import type { Metric, MetricFamily, SeriesRange, Snapshot } from '@bot-metrics/core/backend';
import { hasPoint, ProtobufWriter, SeriesBytes } from '@bot-metrics/core/encoding';
import { exponentialPoints } from './exponential-points.ts';
import { histogramPoints } from './histogram-points.ts';
import { type AttributeValue, writeKeyValues } from './key-values.ts';
import { beginMetric, endMetric, type PointKind, pointKindOf } from './metric-message.ts';
import { numberPoints } from './number-points.ts';
import { pointTimes } from './point-times.ts';
import { pointWeight } from './point-weight.ts';

type SnapshotTimes = Pick<Snapshot, 'seconds' | 'sinceSeconds'>;

/** Writes the point of one series. */
export type WritePoint = (slot: number, times: Uint8Array) => void;

/** Initial size; the buffer grows to that of the largest request. */
const ROOM_BYTES = 64 * 1024;
/** Initial size of the scratch buffer for labels. */
const LABELS_BYTES = 1024;
/** Weight written between two steps: less than 1 ms, or 4 ms before the code is compiled. */
const STEP_WEIGHT = 500;
const SCOPE_NAME = '@bot-metrics/core';

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
    writer.text(1, SCOPE_NAME);
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
    const { created } = family;
    const attributes = this.#attributesOf(family);
    const timesOf = pointTimes(family, snapshot);
    const write = this.#pointWriter(family, attributes);
    const piece = Math.ceil(STEP_WEIGHT / pointWeight(family));
    for (let begin = from; begin < to; begin += piece) {
      // Before the first step of a large range too: `isWhole` has scanned its column.
      if (begin > from || to - from > piece) yield;
      for (let slot = begin; slot < Math.min(begin + piece, to); slot++) {
        if (!hasPoint(family, slot)) continue;
        attributes.prepare(slot, created[slot]!, snapshot.seconds);
        write(slot, timesOf(slot));
      }
    }
  }

  #pointWriter(family: MetricFamily, attributes: SeriesBytes): WritePoint {
    if (family.kind !== 'histogram') return numberPoints(this.#writer, family, attributes);
    if (family.exponential === undefined) return histogramPoints(this.#writer, family, attributes);
    return exponentialPoints(this.#writer, family, family.exponential, attributes);
  }

  #attributesOf(family: MetricFamily): SeriesBytes {
    const { metric } = family;
    const known = this.#attributes.get(metric);
    if (known !== undefined) return known;
    const field = attributeFields[pointKindOf(family)];
    const attributes = new SeriesBytes(this.#labels, (slot) => {
      writeKeyValues(this.#labels, field, metric.labelsOf(slot));
      return true;
    });
    this.#attributes.set(metric, attributes);
    return attributes;
  }
}
